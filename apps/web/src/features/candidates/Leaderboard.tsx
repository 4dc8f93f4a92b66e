'use client';

import { type FoldScores, metricLabel, metricNames } from '@millrace/pipeline-core/metrics';
import { Crown, Rocket } from 'lucide-react';
import { useMemo } from 'react';
import { formatBytes } from '../../lib/format-bytes';
import { formatDuration } from '../../lib/format-duration';
import { formatFixed } from '../../lib/format-number';
import { Badge } from '../../ui/Badge';
import { Button } from '../../ui/Button';
import { IntervalBar } from '../../ui/IntervalBar';
import { Table, type TableColumn } from '../../ui/Table';
import { TieBracket } from '../../ui/TieBracket';
import { useProject } from '../frame/project-context';
import { type CandidateRow, decidingRows, differingParams } from './candidate-row';

const secondMetrics = {
  binary: ['prAuc', 'accuracy'],
  multiclass: ['f1Macro', 'logLoss'],
  regression: ['rmse', 'mae'],
} as const;

/** Candidates by rank, the deciding figure first; those that cannot be told apart from the best stand in one bracket. */
export function Leaderboard(props: {
  rows: CandidateRow[];
  selected: ReadonlySet<string>;
  onSelectedChange: (selected: ReadonlySet<string>) => void;
  onDeploy: (candidate: string) => void;
}) {
  const { rows } = props;
  const { can } = useProject();
  const settings = useMemo(() => differingParams(rows), [rows]);
  const domain = useMemo(() => intervalDomain(rows), [rows]);
  const tied = rows.filter((row) => row.best || row.tied);
  const [first] = rows;
  if (first === undefined) return null;
  const known: readonly string[] = metricNames;
  // A second figure for each candidate takes the room of what matters less; Deploy stays in view.
  const secondary = first.beside === null ? 'xl' : '2xl';
  const extra = secondMetrics[first.candidate.task].filter((name) => known.includes(name));
  const columns: TableColumn<CandidateRow>[] = [
    {
      id: 'rank',
      header: '#',
      width: 56,
      cell: (row) => (
        <span className="relative flex h-full items-center pl-5 tabular-nums">
          {tied.length > 1 && tied.includes(row) ? (
            <TieBracket place={row === tied[0] ? 'first' : row === tied.at(-1) ? 'last' : 'middle'} />
          ) : null}
          {row.rank}
        </span>
      ),
    },
    {
      id: 'candidate',
      header: 'Candidate',
      cell: (row) => (
        <span className="flex items-center gap-2">
          <span className="font-medium">{row.candidate.title}</span>
          <span className="text-12 text-muted">{settings.get(row.candidate.id)}</span>
          {row.best ? (
            <Badge tone="accent">
              <Crown size={12} aria-hidden /> {row.beside === null ? 'Best' : `Best by ${decidingRows(row)}`}
            </Badge>
          ) : null}
        </span>
      ),
    },
    {
      id: 'value',
      header:
        first.beside === null && first.folds === null
          ? metricLabel(first.metric)
          : `${metricLabel(first.metric)}, ${first.part === 'folds' ? 'mean of folds' : first.part}`,
      align: 'right',
      cell: (row) => <ValueWithSpread row={row} />,
    },
    {
      id: 'interval',
      header: '95% interval',
      width: 180,
      wideOnly: 'xl',
      cell: (row) => <RowInterval row={row} domain={domain} />,
    },
    ...(first.beside === null ? [] : [besideColumn(first.metric, first.beside.part)]),
    ...extra.map(
      (name): TableColumn<CandidateRow> => ({
        id: name,
        header: first.beside === null ? metricLabel(name) : `${metricLabel(name)}, ${first.beside.part}`,
        align: 'right',
        wideOnly: secondary,
        cell: (row) => formatFixed(judgedMetric(row, name)),
      }),
    ),
    {
      id: 'gap',
      header: 'Overfit gap',
      align: 'right',
      wideOnly: true,
      cell: ({ gap }) => <span className={gap !== null && gap > 0.05 ? 'text-warning' : ''}>{formatFixed(gap)}</span>,
    },
    {
      id: 'size',
      header: 'Size',
      align: 'right',
      wideOnly: secondary,
      cell: ({ candidate }) => formatBytes(candidate.bytes),
    },
    {
      id: 'time',
      header: 'Trained in',
      align: 'right',
      wideOnly: secondary,
      cell: ({ candidate }) => formatDuration(candidate.manifest.seconds * 1000),
    },
    {
      id: 'deploy',
      header: '',
      align: 'right',
      cell: (row) =>
        can('deploy') ? (
          <Button
            size="sm"
            variant={row.best ? 'primary' : 'secondary'}
            aria-label={`Deploy ${row.candidate.title}`}
            onClick={() => props.onDeploy(row.candidate.id)}
          >
            <Rocket aria-hidden /> Deploy
          </Button>
        ) : null,
    },
  ];
  return (
    <Table
      label="Leaderboard"
      rows={rows}
      rowId={({ candidate }) => candidate.id}
      rowName={({ candidate }) => candidate.title}
      selected={props.selected}
      onSelectedChange={props.onSelectedChange}
      columns={columns}
    />
  );
}

/** What the candidates reach on the rows that did not decide: the figure to expect in production. */
function besideColumn(metric: string, part: string): TableColumn<CandidateRow> {
  return {
    id: 'beside',
    header: `${metricLabel(metric)}, ${part}`,
    align: 'right',
    cell: ({ beside }) => formatFixed(beside?.value ?? null),
  };
}

function ValueWithSpread({ row }: { row: CandidateRow }) {
  const half = row.interval === null ? null : (row.interval[1] - row.interval[0]) / 2;
  const spread = row.folds === null ? half : row.folds.sd;
  return (
    <span className="tabular-nums">
      <b className="font-semibold">{formatFixed(row.value)}</b>{' '}
      {spread === null ? null : (
        <span className="text-muted" title={row.folds === null ? undefined : foldTitle(row.folds)}>
          {`± ${spread.toFixed(3)}`}
        </span>
      )}
    </span>
  );
}

function foldTitle({ values }: FoldScores): string {
  return `Standard deviation over the folds: ${values.map((value) => formatFixed(value)).join(', ')}`;
}

function RowInterval({ row, domain }: { row: CandidateRow; domain: readonly [number, number] }) {
  if (row.value === null || row.interval === null) return null;
  const [low, high] = row.interval;
  const label = `${metricLabel(row.metric)} ${row.value.toFixed(3)}, 95% interval ${low.toFixed(3)} to ${high.toFixed(3)}`;
  return <IntervalBar value={row.value} low={low} high={high} domain={domain} label={label} />;
}

function judgedMetric(row: CandidateRow, name: string): number | null {
  const evaluation = row.candidate.evaluations[0]?.result;
  if (row.folds !== null && row.beside === null) return evaluation?.folds?.metrics[name]?.mean ?? null;
  return evaluation === undefined ? null : (evaluation.parts[evaluation.part].metrics[name] ?? null);
}

/** Scale that shows the leading intervals well; a far-off baseline is drawn as off the scale. */
function intervalDomain(rows: readonly CandidateRow[]): readonly [number, number] {
  const leading = rows
    .slice(0, Math.max(2, Math.ceil(rows.length * 0.7)))
    .flatMap(({ interval }) => (interval === null ? [] : [...interval]));
  if (leading.length === 0) return [0, 1];
  const low = Math.min(...leading);
  const high = Math.max(...leading);
  const room = Math.max(0.005, (high - low) * 0.1);
  return [low - room, high + room];
}
