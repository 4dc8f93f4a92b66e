import { PipelineError } from '@millrace/pipeline-core/errors';
import type { FeatureColumn, FeatureSpec } from './model-runtime';

/** Checks that columns come in the order and kinds a model was trained on. */
export function checkColumns(specs: readonly FeatureSpec[], columns: readonly FeatureColumn[]): void {
  specs.forEach((spec, at) => {
    const column = columns[at];
    if (column === undefined || column.name !== spec.name || column.kind !== spec.kind) {
      throw mismatch(spec, column === undefined ? 'no column' : `a ${column.kind} column "${column.name}"`);
    }
  });
  if (columns.length !== specs.length) {
    throw mismatch(null, `${columns.length} columns`, `${specs.length} columns`);
  }
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

function mismatch(spec: FeatureSpec | null, seen: string, expected?: string): PipelineError {
  return new PipelineError({
    code: 'feature-mismatch',
    family: 'bug',
    place: spec === null ? 'Scoring › features' : `Scoring › feature "${spec.name}"`,
    seen,
    expected: expected ?? (spec?.kind === 'category' ? 'a category' : 'a number'),
    next: 'Report this with the release: its feature plan and its model do not fit together.',
  });
}
