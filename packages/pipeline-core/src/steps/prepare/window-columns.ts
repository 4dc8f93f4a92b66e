import { z } from 'zod';
import type { Column, TableSchema } from '../../schema/table-schema';
import { isReserved } from '../columns';
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

export const windowLabels = {
  lag: 'Value before',
  lead: 'Value after',
  mean: 'Mean',
  sum: 'Sum',
  min: 'Smallest',
  max: 'Largest',
  sd: 'Std. deviation',
  count: 'Value count',
  rank: 'Rank',
  'row-number': 'Row number',
} as const;
export type WindowFunction = keyof typeof windowLabels;

export const windowKinds: Record<WindowFunction, MeasureKind> = {
  lag: picksAny,
  lead: picksAny,
  mean: averages,
  sum: addsNumbers,
  min: picksOrdered,
  max: picksOrdered,
  sd: averages,
  count: countsValues,
  rank: countsRows,
  'row-number': countsRows,
};

const rolls = ['mean', 'sum', 'min', 'max', 'sd', 'count'] as const;
const shifts = ['lag', 'lead'] as const;
const rolling = { param: 'what', is: rolls };

export const windowSchema = z.object({
  what: whatParam(windowLabels, 'lag'),
  column: measuredColumn(windowKinds),
  steps: param(z.int().min(1).max(100_000).default(1), {
    title: 'Rows away',
    showWhen: { param: 'what', is: shifts },
  }),
  over: param(z.enum(['rows', 'time', 'start']).default('rows'), {
    title: 'Over the last',
    labels: { rows: 'Rows', time: 'Time', start: 'All so far' },
    showWhen: rolling,
  }),
  size: param(z.number().gt(0).max(1e9).default(7), {
    title: 'How many',
    showWhen: { param: 'over', is: ['rows', 'time'] },
  }),
  unit: param(z.enum(['minutes', 'hours', 'days']).default('days'), {
    title: 'Unit',
    labels: { minutes: 'Minutes', hours: 'Hours', days: 'Days' },
    showWhen: { param: 'over', is: ['time'] },
  }),
  current: param(z.boolean().default(true), { title: 'With the row itself', showWhen: rolling }),
  as: measureName(),
});
export type WindowMeasure = z.output<typeof windowSchema>;

export function isRolling({ what }: WindowMeasure): boolean {
  return rolls.some((known) => known === what);
}

/** Columns that are added, each with what makes it. */
export function windowColumns(
  table: TableSchema,
  measures: readonly WindowMeasure[],
): { column: Column; measure: WindowMeasure }[] {
  const taken = new Set(table.columns.filter(({ name }) => !isReserved(name)).map(({ name }) => name.toLowerCase()));
  return measures.map((measure) => {
    const from = table.columns.find(({ name }) => name === measure.column);
    const made = measuredAs(measure, { autoName: autoName(measure), taken, kind: windowKinds[measure.what], from });
    return { column: { ...made, role: 'feature' }, measure };
  });
}

function autoName(measure: WindowMeasure): string {
  const { what, column, steps, over, size, unit } = measure;
  if (what === 'rank' || what === 'row-number') return what.replace('-', '_');
  if (!isRolling(measure)) return `${column}_${what}_${steps}`;
  return `${column}_${what}_${over === 'start' ? 'so_far' : `${size}_${over === 'time' ? unit : 'rows'}`}`;
}
