import { PipelineError } from '@millrace/pipeline-core/errors';
import type { FeatureColumn, FeatureSpec } from './model-runtime';

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
export function numberValue(spec: FeatureSpec, value: number | string | null | undefined): number {
  if (value === null || value === undefined) return Number.NaN;
  if (typeof value === 'number') return value;
  throw mismatch(spec, `the text ${JSON.stringify(value.slice(0, 40))}`);
}

/** A category of a row; null is missing. */
export function categoryValue(spec: FeatureSpec, value: number | string | null | undefined): string | null {
  if (value === null || value === undefined) return null;
  if (typeof value === 'string') return value;
  throw mismatch(spec, `the number ${value}`);
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
