import { assertNever } from '@millrace/pipeline-core/exhaustive';
import type { FeatureColumn, FeatureSpec } from '../runtimes/model-runtime';
import type { ReadColumn, WantedColumn } from './read-columns';

/** How a feature of a model is read from a table that holds it as `sqlType`. */
export function wantedFeature(spec: FeatureSpec, { sqlType }: { sqlType: string }): WantedColumn {
  const { name } = spec;
  switch (spec.kind) {
    case 'number':
    case 'category':
      return { name, sqlType, kind: spec.kind };
    case 'text':
      return { name, sqlType, kind: 'category' };
    case 'vector':
      return { name, sqlType, kind: 'vector', width: spec.width };
    default:
      return assertNever(spec);
  }
}

/** A column that was read as the feature it stands for: texts come in the same form as categories. */
export function asFeature(spec: FeatureSpec | undefined, column: ReadColumn): FeatureColumn {
  return spec?.kind === 'text' && column.kind === 'category' ? { ...column, kind: 'text' } : column;
}
