import { formatDateTime, formatUtc } from '../../lib/format-date';
import { formatDuration } from '../../lib/format-duration';
import { noValue } from '../../lib/format-number';
import { StateBadge } from '../../ui/StateBadge';
import type { FigureRule } from './figure-rule';
import { figureOf, shownFigure } from './figure-rule';
import { columnFigure } from './metric-words';
import { modelWords } from './model-words';
import { runStates, sourceWords } from './run-look';
import type { ShownColumn } from './shown-columns';
import type { RunRow } from './use-run-list';

type AttributeKey = 'state' | 'started' | 'duration' | 'data' | 'source' | 'model' | 'experiment' | 'author';

const attributes: Record<AttributeKey, { label: string; width: number; right?: true; text: (row: RunRow) => string }> =
  {
    state: { label: 'State', width: 100, text: ({ state }) => state },
    started: { label: 'Started', width: 104, text: ({ startedAt }) => formatDateTime(startedAt) },
    duration: {
      label: 'Took',
      width: 88,
      right: true,
      text: ({ seconds }) => (seconds === null ? '' : formatDuration(seconds * 1000)),
    },
    data: { label: 'Data', width: 148, text: ({ data }) => data ?? noValue },
    source: { label: 'From', width: 190, text: sourceWords },
    model: { label: 'Model', width: 140, text: modelWords },
    experiment: { label: 'Experiment', width: 140, text: ({ experiment }) => experiment ?? noValue },
    author: { label: 'By', width: 120, text: ({ author }) => author ?? noValue },
  };

function isAttribute(key: string): key is AttributeKey {
  return Object.hasOwn(attributes, key);
}

/** What a row says of itself in words; undefined where the list has no such column. */
export function attributeText(row: RunRow, key: string): string | undefined {
  return isAttribute(key) ? attributes[key].text(row) : undefined;
}

export type ColumnLook = { label: string; under: string; width: number; right: boolean };

/** Room for a mean with its spread. */
const spreadWidth = 156;

/** How a column is headed; under a figure stands its rule. `spread`: some rows are means of several. */
export function columnLook({ side, key, label = key }: ShownColumn, rule: FigureRule, spread: boolean): ColumnLook {
  if (side === 'attribute') {
    const known = isAttribute(key) ? attributes[key] : null;
    return { label: known?.label ?? key, under: '', width: known?.width ?? 120, right: known?.right ?? false };
  }
  const width = Math.min(200, Math.max(112, Math.max(key.length, label.length) * 7 + 44));
  if (side === 'metric') {
    return { label, under: ruleWords[rule], width: spread ? Math.max(width, spreadWidth) : width, right: true };
  }
  // Filters call a setting by its key, which is told beneath what its form calls it.
  const under = side === 'tag' ? 'tag' : label === key ? 'parameter' : key;
  return { label, under, width, right: false };
}

export const ruleWords: Record<FigureRule, string> = { last: 'last', low: 'best, lowest', high: 'best, highest' };

/** What a row says in a column. */
export function RunCell({ row, column, rule }: { row: RunRow; column: ShownColumn; rule: FigureRule }) {
  const { side, key } = column;
  switch (side) {
    case 'attribute':
      if (key === 'state') return <StateBadge state={runStates[row.state]} look="plain" />;
      if (key === 'started') return <time title={formatUtc(row.startedAt)}>{formatDateTime(row.startedAt)}</time>;
      return isAttribute(key) ? <Text text={attributes[key].text(row)} /> : null;
    case 'metric':
      return <Figure row={row} metric={key} rule={rule} />;
    case 'param':
      return <Text text={row.params[key]} />;
    case 'tag':
      return <Text text={row.tags[key]} />;
  }
}

export function Text({ text }: { text: string | undefined }) {
  if (text === undefined) return <span className="text-faint">{noValue}</span>;
  return (
    <span title={text.length > 12 ? text : undefined}>
      {text === '' ? <span className="text-faint">""</span> : text}
    </span>
  );
}

function Figure({ row, metric, rule }: { row: RunRow; metric: string; rule: FigureRule }) {
  const figure = figureOf(row, metric, rule);
  if (figure === null) return <span className="text-faint">{noValue}</span>;
  const { aside, title } = shownFigure(figure);
  return (
    <span title={title}>
      {columnFigure(metric, figure.value)}
      {/* Room of its own, so that figures with and without a word behind them stand below each other. */}
      <span className="inline-block min-w-9 pl-1 text-left text-12 text-muted">{aside}</span>
    </span>
  );
}
