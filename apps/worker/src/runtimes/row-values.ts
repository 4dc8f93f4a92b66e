import { PipelineError } from '@millrace/pipeline-core/errors';
import type { FeatureColumn, FeatureSpec, RowCell } from './model-runtime';

/** Checks that columns come in the order and kinds a model was trained on. */
export function checkColumns(specs: readonly FeatureSpec[], columns: readonly FeatureColumn[]): void {
  specs.forEach((spec, at) => {
    const column = columns[at];
    if (column === undefined || !isColumnOf(spec, column)) {
      throw mismatch(spec, column === undefined ? 'no column' : describeColumn(column));
    }
  });
  if (columns.length !== specs.length) {
    throw mismatch(null, `${columns.length} columns`, `${specs.length} columns`);
  }
}

function isColumnOf(spec: FeatureSpec, column: FeatureColumn): boolean {
  if (column.name !== spec.name || column.kind !== spec.kind) return false;
  return spec.kind !== 'vector' || column.kind !== 'vector' || column.width === spec.width;
}

function describeColumn(column: FeatureColumn): string {
  const words = `a ${column.kind} column "${column.name}"`;
  return column.kind === 'vector' ? `${words} of ${column.width} numbers` : words;
}

/** A number of a row; null is missing (NaN). */
export function numberValue(spec: FeatureSpec, value: RowCell | undefined): number {
  if (value === null || value === undefined) return Number.NaN;
  if (typeof value === 'number') return value;
  throw mismatch(spec, describeCell(value));
}

/** A category of a row; null is missing. */
export function categoryValue(spec: FeatureSpec, value: RowCell | undefined): string | null {
  if (value === null || value === undefined) return null;
  if (typeof value === 'string') return value;
  throw mismatch(spec, describeCell(value));
}

/** Writes the numbers of a vector of a row to `out`, as a table holds them: floats of 32 bits. Null is missing: all NaN. */
export function readVector(
  spec: Extract<FeatureSpec, { kind: 'vector' }>,
  value: RowCell | undefined,
  out: Float64Array,
): void {
  if (value === null || value === undefined) {
    out.fill(Number.NaN);
    return;
  }
  if (!(value instanceof Float64Array)) throw mismatch(spec, describeCell(value));
  if (value.length !== spec.width) throw wrongLength(spec, value.length);
  for (let at = 0; at < value.length; at++) out[at] = Math.fround(value[at]!);
}

/** A vector of another length comes from outside: it is the caller's to mend. */
function wrongLength(spec: Extract<FeatureSpec, { kind: 'vector' }>, length: number): PipelineError {
  return new PipelineError({
    code: 'vector-length',
    family: 'pipeline',
    place: `Scoring › ${spec.name}`,
    seen: `a vector of ${length} numbers`,
    expected: `${spec.width} numbers, as the model was trained on`,
    next: 'Send vectors of this length, or null.',
    column: spec.name,
  });
}

function describeCell(value: NonNullable<RowCell>): string {
  if (typeof value === 'number') return `the number ${value}`;
  if (typeof value === 'string') return `the text ${JSON.stringify(value.slice(0, 40))}`;
  return `a vector of ${value.length} numbers`;
}

function describeSpec(spec: FeatureSpec): string {
  return spec.kind === 'vector' ? `a vector of ${spec.width} numbers` : `a ${spec.kind}`;
}

function mismatch(spec: FeatureSpec | null, seen: string, expected?: string): PipelineError {
  return new PipelineError({
    code: 'feature-mismatch',
    family: 'bug',
    place: spec === null ? 'Scoring › features' : `Scoring › feature "${spec.name}"`,
    seen,
    expected: expected ?? (spec === null ? 'other columns' : describeSpec(spec)),
    next: 'Report this with the release: its feature plan and its model do not fit together.',
  });
}
