import { PipelineError } from '@millrace/pipeline-core/errors';
import { type Measure, type MeasureKind, requireColumns } from '@millrace/pipeline-core/steps';
import { findColumn, schemaOf } from '../../data/table-view';
import type { TableView } from '../executor';

/** Throws where a measure has no column, or one it cannot work on. */
export function requireMeasure(
  table: TableView,
  { measure, kind, label, place }: { measure: Measure; kind: MeasureKind; label: string; place: string },
): void {
  if (kind.takes === null) return;
  const fail = (facts: { code: string; seen: string; expected: string; next: string }) =>
    new PipelineError({ family: 'pipeline', place, ...facts });
  if (measure.column === '')
    throw fail({
      code: 'no-column',
      seen: `"${label}" without a column`,
      expected: 'the column to measure',
      next: 'Choose one, or remove the row.',
    });
  requireColumns(schemaOf(table.meta), [measure.column], place);
  const type = findColumn(table.meta, measure.column)?.type;
  if (type === undefined || kind.takes.length === 0 || kind.takes.includes(type)) return;
  throw fail({
    code: 'column-type',
    seen: `"${label}" of \`${measure.column}\`, which is ${type}`,
    expected: `a column of type ${kind.takes.join(' or ')}`,
    next: 'Cast it with Cast types before, or choose another column.',
  });
}
