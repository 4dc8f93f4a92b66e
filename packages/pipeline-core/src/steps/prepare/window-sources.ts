import type { TableSchema } from '../../schema/table-schema';
import type { ColumnSource, Looks } from '../define-step';
import { isTime } from './comparable';
import { type SortKey, usedKeys } from './sort-key';
import { isRolling, type WindowMeasure, windowColumns } from './window-columns';

type Params = { by: readonly string[]; order: readonly SortKey[]; measures: readonly WindowMeasure[] };

/** Where the columns of a window come from: those that were there from themselves, each new one from its neighbours. */
export function windowSources(
  params: Params,
  inputs: Readonly<Record<string, readonly TableSchema[]>>,
): ColumnSource[] {
  const [table] = inputs.table ?? [];
  if (table === undefined) return [];
  const kept = table.columns.map(({ name }): ColumnSource => {
    return { column: name, from: [{ port: 'table', column: name }], looks: 'row' };
  });
  const keys = usedKeys(params.order);
  const type = table.columns.find(({ name }) => name === keys[0]?.column)?.type;
  const ordered = { timed: type !== undefined && isTime(type), falling: keys[0]?.direction === 'descending' };
  const added = windowColumns(table, params.measures).map(({ column, measure }, at): ColumnSource => {
    const ranks = measure.what === 'rank' || measure.what === 'row-number';
    const names = ranks ? keys.map((key) => key.column) : [measure.column];
    const looks = looksOf(measure, ordered);
    const safer = saferOf(params, at, looks);
    return {
      column: column.name,
      from: names.map((name) => ({ port: 'table', column: name })),
      looks,
      within: params.by,
      ...(safer === null ? {} : { safer }),
    };
  });
  return [...kept, ...added];
}

function looksOf(measure: WindowMeasure, { timed, falling }: { timed: boolean; falling: boolean }): Looks {
  const backwards = timed && falling;
  switch (measure.what) {
    case 'lag':
      return backwards ? 'ahead' : 'before';
    case 'lead':
      return backwards ? 'before' : 'ahead';
    case 'row-number':
      return backwards ? 'ahead' : 'past';
    case 'rank':
      return backwards ? 'ahead' : timed ? 'past' : 'all';
    case 'mean':
    case 'sum':
    case 'min':
    case 'max':
    case 'sd':
    case 'count':
      // A span of time always counts back.
      if (backwards && measure.over !== 'time') return 'ahead';
      return measure.current ? 'past' : 'before';
  }
}

/** Settings with which the measure at this place would only look back, without the row itself. */
function saferOf(params: Params, at: number, looks: Looks): NonNullable<ColumnSource['safer']> | null {
  const measure = params.measures[at];
  if (measure === undefined) return null;
  const changed = (change: Partial<WindowMeasure>) => ({
    measures: params.measures.map((other, index) => (index === at ? { ...other, ...change } : other)),
  });
  if (looks === 'past' && isRolling(measure))
    return { title: 'Leave the row itself out', params: changed({ current: false }) };
  if (looks !== 'ahead') return null;
  if (measure.what === 'lead') return { title: 'Look back instead', params: changed({ what: 'lag' }) };
  const order = params.order.map((key, index) => (index === 0 ? { ...key, direction: 'ascending' as const } : key));
  return { title: 'Order by time, earliest first', params: { order } };
}
