import { z } from 'zod';
import type { Column, TableSchema } from '../../schema/table-schema';
import { param } from '../param';
import {
  addsNumbers,
  averages,
  countsRows,
  countsValues,
  type MeasureKind,
  measuredAs,
  measuredColumn,
  measureName,
  picksAny,
  picksOrdered,
  whatParam,
} from './measure';

export const aggregateLabels = {
  rows: 'Row count',
  count: 'Value count',
  distinct: 'Distinct count',
  sum: 'Sum',
  mean: 'Mean',
  median: 'Median',
  min: 'Smallest',
  max: 'Largest',
  sd: 'Std. deviation',
  first: 'First',
  last: 'Last',
  'share-true': 'Share true',
  'most-frequent': 'Most frequent',
} as const;
export type Aggregate = keyof typeof aggregateLabels;

export const aggregateKinds: Record<Aggregate, MeasureKind> = {
  rows: countsRows,
  count: countsValues,
  distinct: countsValues,
  sum: addsNumbers,
  mean: averages,
  median: averages,
  min: picksOrdered,
  max: picksOrdered,
  sd: averages,
  first: picksAny,
  last: picksAny,
  'share-true': { takes: ['boolean'], gives: 'number' },
  'most-frequent': picksAny,
};

export const aggregateSchema = z.object({
  what: whatParam(aggregateLabels, 'mean'),
  column: measuredColumn(aggregateKinds),
  by: param(z.string().default(''), {
    title: 'In the order of',
    widget: 'column',
    columnTypes: ['integer', 'number', 'text', 'date', 'timestamp'],
    showWhen: { param: 'what', is: ['first', 'last'] },
  }),
  as: measureName(),
});
export type AggregateMeasure = z.output<typeof aggregateSchema>;

/** A column that comes out: a group column, or what is measured of each group. */
export type AggregateColumn = { column: Column; measure: AggregateMeasure | null };

/**
 * Columns of an aggregation: the group columns, then one for each measure. A target stays the target if one measure
 * alone is made of it; if there are several, or it is a group, none of them may be learned from.
 */
export function aggregateColumns(
  table: TableSchema,
  params: { by: readonly string[]; measures: readonly AggregateMeasure[] },
): AggregateColumn[] {
  const taken = new Set<string>();
  const groups = table.columns
    .filter(({ name }) => params.by.includes(name))
    .map(({ missing: _missing, distinct: _distinct, ...column }): AggregateColumn => {
      taken.add(column.name.toLowerCase());
      return { column, measure: null };
    });
  const ofTarget = (measure: AggregateMeasure) =>
    measure.what !== 'rows' && table.columns.some(({ name, role }) => name === measure.column && role === 'target');
  const grouped = groups.some(({ column }) => column.role === 'target');
  const targets = params.measures.filter(ofTarget).length;
  const measured = params.measures.map((measure): AggregateColumn => {
    const from = table.columns.find(({ name }) => name === measure.column);
    const made = measuredAs(measure, { autoName: autoName(measure), taken, kind: aggregateKinds[measure.what], from });
    const role = ofTarget(measure) ? (targets === 1 && !grouped ? 'target' : 'ignore') : 'feature';
    return { column: { ...made, role }, measure };
  });
  return [...groups, ...measured];
}

function autoName({ what, column }: AggregateMeasure): string {
  return what === 'rows' ? 'rows' : `${what.replace('-', '_')}_${column}`;
}
