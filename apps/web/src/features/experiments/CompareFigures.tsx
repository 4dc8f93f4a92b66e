'use client';

import { Pin, PinOff } from 'lucide-react';
import { Card, CardHeader } from '../../ui/Card';
import { seriesColor } from '../../ui/charts';
import { IconButton } from '../../ui/IconButton';
import { StateBadge } from '../../ui/StateBadge';
import { Table, type TableColumn } from '../../ui/Table';
import { TextLink } from '../../ui/TextLink';
import { useProject } from '../frame/project-context';
import { type FigureRule, figureOf, shownFigure } from './figure-rule';
import { columnFigure, metricWords } from './metric-words';
import { ruleWords } from './run-columns';
import { runHref, runStates } from './run-look';
import type { RunRow } from './use-run-list';

/** So many figures stand side by side; the chosen one is always among them. */
const mostFigures = 7;

/** The figures of the compared, each with what it is above or below the pinned baseline. */
export function CompareFigures(props: {
  rows: readonly RunRow[];
  metrics: readonly string[];
  metric: string;
  rule: FigureRule;
  baseline: string | null;
  onBaseline: (id: string | null) => void;
}) {
  const { rows, metric, rule, baseline, onBaseline } = props;
  const { slug } = useProject();
  const shown = [metric, ...props.metrics.filter((key) => key !== metric)].slice(0, mostFigures);
  const base = rows.find(({ id }) => id === baseline) ?? null;
  const columns: TableColumn<RunRow>[] = [
    // Before the figures: however many there are, it stays in view.
    {
      id: 'pin',
      header: <span className="sr-only">Baseline</span>,
      width: 40,
      cell: (row) => (
        <IconButton
          size="sm"
          label={row.id === baseline ? `Unpin ${row.name}` : `Compare with ${row.name} as the baseline`}
          icon={row.id === baseline ? <PinOff /> : <Pin />}
          onClick={() => onBaseline(row.id === baseline ? null : row.id)}
        />
      ),
    },
    {
      id: 'name',
      header: 'Run',
      cell: (row) => <RunName row={row} rows={rows} href={runHref(slug, row)} />,
    },
    { id: 'state', header: 'State', cell: ({ state }) => <StateBadge state={runStates[state]} look="plain" /> },
    ...shown.map((key) => figureColumn({ key, rule: key === metric ? rule : 'last', base })),
  ];
  const rest = props.metrics.length - shown.length;
  return (
    <Card>
      <CardHeader
        title="Figures"
        aside={base === null ? 'Pin a baseline to see differences' : `Differences to ${base.name}`}
      />
      <Table
        label="Figures"
        rows={rows}
        rowId={({ id }) => id}
        rowHeight={base === null ? 34 : 44}
        columns={columns}
        rowClassName={({ id }) => (id === baseline ? '[&>td]:bg-selected' : '')}
      />
      {rest > 0 ? (
        <p className="px-4 py-2 text-12 text-muted">{`${rest} more figures: choose one at the top to see it.`}</p>
      ) : null}
    </Card>
  );
}

/** The name with the colour that the run has in every chart of the page. A long one is cut; all of it is in the title. */
export function RunName({ row, rows, href }: { row: RunRow; rows: readonly RunRow[]; href: string }) {
  return (
    <span className="flex max-w-56 items-center gap-2">
      <i
        aria-hidden
        className="size-2.5 flex-none rounded-full"
        style={{ background: seriesColor(rows.findIndex(({ id }) => id === row.id)) }}
      />
      <TextLink href={href} title={row.name} className="min-w-0 truncate">
        {row.name}
      </TextLink>
    </span>
  );
}

function figureColumn({
  key,
  rule,
  base,
}: {
  key: string;
  rule: FigureRule;
  base: RunRow | null;
}): TableColumn<RunRow> {
  return {
    id: `figure ${key}`,
    header: (
      <>
        {metricWords(key)} <span className="block font-normal text-faint">{ruleWords[rule]}</span>
      </>
    ),
    align: 'right',
    cell: (row) => {
      const figure = figureOf(row, key, rule);
      if (figure === null) return <span className="text-faint">–</span>;
      const { aside, title } = shownFigure(figure);
      const from = base === null || base.id === row.id ? null : figureOf(base, key, rule);
      return (
        <span title={title}>
          {columnFigure(key, figure.value)}
          {aside === '' ? null : <span className="pl-1 text-12 text-muted">{aside}</span>}
          {from === null ? null : (
            <span className="block text-12 text-muted">{delta(key, figure.value - from.value)}</span>
          )}
        </span>
      );
    },
  };
}

function delta(key: string, difference: number): string {
  if (!Number.isFinite(difference)) return '';
  if (difference === 0) return '±0';
  return `${difference > 0 ? '+' : ''}${columnFigure(key, difference)}`;
}
