import { PipelineError } from '@millrace/pipeline-core/errors';
import { assertNever } from '@millrace/pipeline-core/exhaustive';
import type { FeatureColumn, VectorColumn } from '../../model-runtime';
import { missingText } from '../inputs';
import type { TensorCells } from '../session';
import type { ImportedFacts, InputType } from './imported-model';

export type Feeds = Record<string, TensorCells & { dims: readonly number[] }>;

/** Types without a missing cell. */
const wholeTypes: readonly InputType[] = ['int64', 'int32', 'bool'];

/**
 * Rows `first` to `first + count` as the model reads them. `gaps`: rows with a missing cell where the model reads whole numbers,
 * which have none; a 0 stands there, and the row has no answer. Throws for cells that would have to be bent: 1.5 as an integer.
 */
export function feedsOf(
  reads: ImportedFacts['reads'],
  columns: readonly FeatureColumn[],
  { first, count }: { first: number; count: number },
): { feeds: Feeds; gaps: ReadonlySet<number> } {
  const gaps = new Set<number>();
  const cells = (column: FeatureColumn, type: InputType) => readCells(column, { type, first, count, gaps });
  if (reads.kind === 'columns') {
    const feeds: Feeds = {};
    reads.inputs.forEach(({ name, type, flat }, at) => {
      const dims = flat ? [count] : [count, 1];
      const column = columns[at];
      if (column?.kind === 'vector') feeds[name] = vectorsOf(column, { type, first, count });
      else if (column !== undefined) feeds[name] = { ...tensorOf(type, cells(column, type)), dims };
    });
    return { feeds, gaps };
  }
  const width = columns.length;
  const parts = columns.map((column) => cells(column, reads.type));
  const matrix = Array.from({ length: count * width }, (_, at) => parts[at % width]?.[Math.floor(at / width)] ?? 0);
  return { feeds: { [reads.name]: { ...tensorOf(reads.type, matrix), dims: [count, width] } }, gaps };
}

function vectorsOf({ width, values }: VectorColumn, { type, first, count }: Omit<Part, 'gaps'>): Feeds[string] {
  const cells = Array.from(values.subarray(first * width, (first + count) * width));
  return { ...tensorOf(type, cells), dims: [count, width] };
}

type Part = { type: InputType; first: number; count: number; gaps: Set<number> };

function readCells(column: FeatureColumn, { type, first, count, gaps }: Part): (number | string)[] {
  const whole = wholeTypes.includes(type);
  return Array.from({ length: count }, (_, at) => {
    const cell = column.kind === 'vector' ? null : (column.values[first + at] ?? null);
    if (typeof cell === 'string' || cell === null) return type === 'string' ? (cell ?? missingText) : Number.NaN;
    if (!whole) return cell;
    if (Number.isNaN(cell)) {
      gaps.add(at);
      return 0;
    }
    const fits = type === 'bool' ? cell === 0 || cell === 1 : Number.isSafeInteger(cell);
    if (!fits) throw notWhole(column.name, { cell, type, row: first + at });
    return cell;
  });
}

function tensorOf(type: InputType, cells: readonly (number | string)[]): TensorCells {
  switch (type) {
    case 'float32':
      return { type, data: Float32Array.from(cells, Number) };
    case 'float64':
      return { type, data: Float64Array.from(cells, Number) };
    case 'int64':
      return { type, data: BigInt64Array.from(cells, BigInt) };
    case 'int32':
      return { type, data: Int32Array.from(cells, Number) };
    case 'bool':
      return { type, data: Uint8Array.from(cells, Number) };
    case 'string':
      return { type, data: cells.map(String) };
    default:
      return assertNever(type);
  }
}

function notWhole(column: string, o: { cell: number; type: InputType; row: number }): PipelineError {
  return new PipelineError({
    code: 'cell-type',
    family: 'pipeline',
    place: `Imported model › ${column}`,
    seen: `the number ${o.cell}`,
    expected: o.type === 'bool' ? '0 or 1, as the model reads it' : `a whole number, as the model reads it (${o.type})`,
    next: 'Cast or round the column before, or export the model with inputs of floats.',
    column,
    row: o.row,
  });
}
