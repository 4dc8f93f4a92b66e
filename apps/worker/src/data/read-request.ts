import { PipelineError } from '@millrace/pipeline-core/errors';
import { type CellValue, cellFromJson, type ExpressionColumn } from '@millrace/pipeline-core/expression';
import type { JsonObject } from '@millrace/pipeline-core/json';

export type RequestIssue = { field: string; code: 'missing' | 'extra' | 'mistyped'; message: string };

/** A request that does not fit the signature, with every field that is wrong. */
export class InvalidRequestError extends PipelineError {
  readonly issues: readonly RequestIssue[];

  constructor(issues: readonly RequestIssue[], expected: string) {
    const first = issues[0];
    super({
      code: 'invalid-request',
      family: 'pipeline',
      place: 'Request',
      seen: issues.map(({ message }) => message).join(' '),
      expected,
      next: 'Send exactly the fields of the signature; null stands for a missing value.',
      message: `The request does not fit the signature. ${issues.map(({ message }) => message).join(' ')}`,
      ...(first === undefined ? {} : { column: first.field }),
    });
    this.name = 'InvalidRequestError';
    this.issues = issues;
  }
}

export type RequestReader = (request: Readonly<JsonObject>) => CellValue[];

const forms: Partial<Record<ExpressionColumn['type'], string>> = {
  integer: 'a whole number',
  date: 'a date as YYYY-MM-DD',
  timestamp: 'a time as RFC 3339 with offset or Z',
  list: 'a list of texts',
  vector: 'a list of numbers',
};

/** Compiles the check of requests against a signature: cells in signature order, or all that is wrong at once. */
export function requestReader(source: readonly (ExpressionColumn & { required?: boolean })[]): RequestReader {
  const known = new Set(source.map(({ name }) => name));
  const expected = `the fields ${source.map(({ name }) => name).join(', ')}`;
  return (request) => {
    const cells: CellValue[] = [];
    const issues: RequestIssue[] = [];
    for (const column of source) {
      if (!Object.hasOwn(request, column.name)) {
        issues.push({ field: column.name, code: 'missing', message: `Field "${column.name}" is missing.` });
        continue;
      }
      const value = request[column.name];
      const cell = cellFromJson(value, column.type, { float32: column.float32 ?? false });
      if (cell === undefined || (value === null && column.required === true)) issues.push(mistyped(column, value));
      else cells.push(cell);
    }
    for (const field of Object.keys(request)) {
      if (!known.has(field))
        issues.push({ field, code: 'extra', message: `Field "${field.slice(0, 80)}" is not known.` });
    }
    if (issues.length > 0) throw new InvalidRequestError(issues, expected);
    return cells;
  };
}

function mistyped(column: ExpressionColumn, value: unknown): RequestIssue {
  const seen = JSON.stringify(value)?.slice(0, 60) ?? 'nothing';
  const form = forms[column.type] ?? `a ${column.type}`;
  return { field: column.name, code: 'mistyped', message: `Field "${column.name}" is ${seen}, expected ${form}.` };
}
