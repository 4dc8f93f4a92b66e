import { columnId, type ListLook, type ListSide, parseColumn } from '@millrace/pipeline-core/tracking';
import type { Outputs } from '../../client/outputs';
import { metricWords } from './metric-words';
import { settingOf } from './setting-label';

export type Described = Outputs['experiments']['columns'];
/** `label`: what the forms call a setting and the leaderboard a figure, where that is something else than its key. */
export type ShownColumn = { id: string; side: ListSide; key: string; label?: string };

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
      return column === null || id === 'name' ? [] : [labelled({ id, ...column }, described)];
    });
  }
  const params = look.all
    ? described.params.slice(0, most.allParams)
    : described.params.filter(({ differs }) => differs);
  return [
    ...first.map((key) => toColumn('attribute', key)),
    ...described.metrics.slice(0, most.metric).map(({ key }) => metricColumn(key)),
    ...params.slice(0, look.all ? most.allParams : most.param).map(paramColumn),
    ...described.tags.slice(0, most.tag).map(({ key }) => toColumn('tag', key)),
    ...last.map((key) => toColumn('attribute', key)),
  ];
}

function labelled(column: ShownColumn, { params }: Described): ShownColumn {
  if (column.side === 'metric') return metricColumn(column.key);
  const known = column.side === 'param' ? params.find(({ key }) => key === column.key) : undefined;
  return known === undefined ? column : paramColumn(known);
}

function paramColumn({ key, types }: Pick<Described['params'][number], 'key' | 'types'>): ShownColumn {
  const label = settingOf(types, key);
  return { ...toColumn('param', key), ...(label === key ? {} : { label }) };
}

function metricColumn(key: string): ShownColumn {
  const label = metricWords(key);
  return { ...toColumn('metric', key), ...(label === key ? {} : { label }) };
}

type TrialColumns = { trainer: string; metricName: string | null; params: Readonly<Record<string, unknown>> };

/**
 * Columns with those that tell the unfolded trials of searches apart: the figure each search went by, and the settings that
 * two of its trials have different.
 */
export function withTrialColumns(
  columns: readonly ShownColumn[],
  searches: readonly (readonly TrialColumns[])[],
): readonly ShownColumn[] {
  const known = new Set(columns.map(({ id }) => id));
  const added: ShownColumn[] = [];
  const add = (column: ShownColumn) => {
    if (known.has(column.id)) return;
    known.add(column.id);
    added.push(column);
  };
  for (const trials of searches) {
    for (const { metricName } of trials) if (metricName !== null) add(metricColumn(metricName));
    for (const key of new Set(trials.flatMap(({ params }) => Object.keys(params))))
      if (new Set(trials.map(({ params }) => JSON.stringify(params[key]))).size > 1)
        add(paramColumn({ key, types: trials.map(({ trainer }) => trainer) }));
  }
  if (added.length === 0) return columns;
  const behind = columns.findLastIndex(({ side }) => side === 'metric' || side === 'param') + 1;
  return [...columns.slice(0, behind), ...added, ...columns.slice(behind)];
}

function toColumn(side: ListSide, key: string): ShownColumn {
  return { id: columnId({ side, key }), side, key };
}

/** Every column there is, for choosing. */
export function allColumns(described: Described): ShownColumn[] {
  return [
    ...[...first, ...last, 'experiment' as const, 'author' as const].map((key) => toColumn('attribute', key)),
    ...described.metrics.map(({ key }) => metricColumn(key)),
    ...described.params.map(paramColumn),
    ...described.tags.map(({ key }) => toColumn('tag', key)),
  ];
}
