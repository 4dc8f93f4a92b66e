import { columnId, type ListLook, type ListSide, parseColumn } from '@millrace/pipeline-core/tracking';
import type { Outputs } from '../../client/outputs';

export type Described = Outputs['experiments']['columns'];
export type ShownColumn = { id: string; side: ListSide; key: string };

/** What every run can say, in its usual order; the name stands before all. */
const first = ['state', 'started', 'duration', 'model'] as const;
/** What matters less than figures and settings, and stands behind them. */
const last = ['source', 'data'] as const;

/** So many columns of a kind the list chooses by itself at most; the rest is a click away. */
const most = { metric: 4, param: 10, allParams: 60, tag: 2 };

/**
 * The columns of a look: those it names, else the usual ones, the most common figures, the parameters that differ over the
 * rows (all with `all`) and the most common tags.
 */
export function shownColumns(look: Pick<ListLook, 'columns' | 'all'>, described: Described): ShownColumn[] {
  if (look.columns !== null) {
    return look.columns.flatMap((id) => {
      const column = parseColumn(id);
      return column === null || id === 'name' ? [] : [{ id, ...column }];
    });
  }
  const params = look.all
    ? described.params.slice(0, most.allParams)
    : described.params.filter(({ differs }) => differs);
  return [
    ...first.map((key) => toColumn('attribute', key)),
    ...described.metrics.slice(0, most.metric).map(({ key }) => toColumn('metric', key)),
    ...params.slice(0, look.all ? most.allParams : most.param).map(({ key }) => toColumn('param', key)),
    ...described.tags.slice(0, most.tag).map(({ key }) => toColumn('tag', key)),
    ...last.map((key) => toColumn('attribute', key)),
  ];
}

function toColumn(side: ListSide, key: string): ShownColumn {
  return { id: columnId({ side, key }), side, key };
}

/** Every column there is, for choosing. */
export function allColumns(described: Described): ShownColumn[] {
  return [
    ...[...first, ...last, 'experiment' as const, 'author' as const].map((key) => toColumn('attribute', key)),
    ...described.metrics.map(({ key }) => toColumn('metric', key)),
    ...described.params.map(({ key }) => toColumn('param', key)),
    ...described.tags.map(({ key }) => toColumn('tag', key)),
  ];
}
