import { PipelineError } from '@millrace/pipeline-core/errors';
import { type CellValue, cellFromJson, type ExpressionColumn } from '@millrace/pipeline-core/expression';
import type { JsonObject } from '@millrace/pipeline-core/json';

export type RequestReader = (request: Readonly<JsonObject>) => CellValue[];

/**
 * Reads requests as cells in the order of the source. What a caller sends is checked before, by the row validator of
 * its release; a row that was not (a fallback may know other fields) throws at its first field that cannot be read.
 */
export function requestReader(source: readonly ExpressionColumn[]): RequestReader {
  return (request) =>
    source.map((column) => {
      const value = Object.hasOwn(request, column.name) ? request[column.name] : undefined;
      const cell =
        value === undefined ? undefined : cellFromJson(value, column.type, { float32: column.float32 ?? false });
      if (cell === undefined) throw unreadable(column, value);
      return cell;
    });
}

function unreadable(column: ExpressionColumn, value: unknown): PipelineError {
  return new PipelineError({
    code: 'unreadable-field',
    family: 'pipeline',
    place: `Request › ${column.name}`,
    seen: JSON.stringify(value)?.slice(0, 60) ?? 'nothing',
    expected: `a value of type ${column.type}, or null`,
    next: 'Send exactly the fields of the signature; null stands for a missing value.',
    column: column.name,
  });
}
