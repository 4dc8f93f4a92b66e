import { type FoldScores, metricLabel } from '@millrace/pipeline-core/metrics';
import { inSearch } from '@millrace/pipeline-core/search';
import { Crown, Rocket } from 'lucide-react';
import { formatBytes } from '../../lib/format-bytes';
import { formatDuration } from '../../lib/format-duration';
import { formatCount, formatFixed, formatNumber } from '../../lib/format-number';
import { Badge } from '../../ui/Badge';
import { Button } from '../../ui/Button';
import { IntervalBar } from '../../ui/IntervalBar';
import type { TableColumn } from '../../ui/Table';
import { TieBracket } from '../../ui/TieBracket';
import { type Candidate, type CandidateRow, decidingRows, type SearchFigure, searchedOn } from './candidate-row';
import { type Room, secondFigures } from './second-figures';

type Column = TableColumn<CandidateRow>;

type Shown = {
  rows: readonly CandidateRow[];
  /** What the settings of a candidate are, where they differ. */
  settings: ReadonlyMap<string, string>;
  domain: readonly [number, number];
  /** Absent for who may not. */
  onDeploy: ((candidate: string) => void) | undefined;
};

/** Who, how good, at what price, and the button; the second figures go first where there is little room. */
export function leaderboardColumns(shown: Shown): Column[] {
  const [first] = shown.rows;
  if (first === undefined) return [];
  // A second figure for each candidate takes the room of what matters less (the drawn interval is told by ±, too);
  // Deploy stays in view.
  const searched = searchedColumns(shown.rows);
  const wideOnly: Room = first.beside === null && searched.length === 0 ? 'xl' : '2xl';
  return [
    rankColumn(shown.rows),
    candidateColumn(shown.settings),
    valueColumn(first),
    intervalColumn(shown.domain, wideOnly),
    ...(first.beside === null ? [] : [besideColumn(first.metric, first.beside.part)]),
    ...searched,
    ...secondColumns(first, searched.length === 0 ? null : '2xl'),
    gapColumn,
    ...costColumns(wideOnly),
    deployColumn(shown.onDeploy),
  ];
}

function rankColumn(rows: readonly CandidateRow[]): Column {
  const tied = rows.filter((row) => row.best || row.tied);
  return {
    id: 'rank',
    header: '#',
    width: 56,
    cell: (row) => (
      <span className="relative flex h-full items-center pl-5 tabular-nums">
        {tied.length > 1 && tied.includes(row) ? (
          <TieBracket place={row === tied[0] ? 'first' : row === tied.at(-1) ? 'last' : 'middle'} />
        ) : null}
        {row.value === null && row.searched === null ? <span className="text-faint">–</span> : row.rank}
      </span>
    ),
  };
}

/** The name opens the model; badges stand behind it, settings below: beside it they would push the figures out of view. */
function candidateColumn(settings: Shown['settings']): Column {
  return {
    id: 'candidate',
    header: 'Candidate',
    opens: true,
    cell: ({ candidate }) => (
      <span className="font-medium text-accent underline-offset-2 hover:underline">{candidate.title}</span>
    ),
    beside: (row) => (
      <>
        {row.best ? (
          <Badge tone="accent" className="ml-2">
            <Crown size={12} aria-hidden /> {row.beside === null ? 'Best' : `Best by ${decidingRows(row)}`}
          </Badge>
        ) : null}
        {row.searched?.winner === true && !row.best ? <Badge className="ml-2">Best of its search</Badge> : null}
        <Settings words={settings.get(row.candidate.id) ?? ''} />
      </>
    ),
  };
}

function Settings({ words }: { words: string }) {
  if (words === '') return null;
  return (
    <span className="block max-w-72 truncate text-12 text-muted 2xl:max-w-120" title={words}>
      {words}
    </span>
  );
}

/** A figure over the rows it is of, so that a column is as wide as its figures. */
function FigureHeader({ name, rows }: { name: string; rows: string | null }) {
  if (rows === null) return metricLabel(name);
  return (
    <>
      {metricLabel(name)}
      <span className="block font-normal text-faint">{rows}</span>
    </>
  );
}

function valueColumn(first: CandidateRow): Column {
  const { metric, folds, part, unsplit } = first;
  const rows = folds !== null || part === 'folds' ? 'mean of folds' : decidingRows({ part, folds, unsplit });
  return {
    id: 'value',
    header: <FigureHeader name={metric} rows={rows} />,
    align: 'right',
    cell: (row) => <ValueWithSpread row={row} />,
  };
}

function intervalColumn(domain: Shown['domain'], wideOnly: Room): Column {
  return {
    id: 'interval',
    header: '95% interval',
    width: 180,
    wideOnly,
    cell: (row) => <RowInterval row={row} domain={domain} />,
  };
}

/** `room`: how wide the window is at least where others have taken their place. */
function secondColumns(first: CandidateRow, room: Room | null): Column[] {
  return secondFigures(first.candidate.task, first.metric).map(({ name, wideOnly }) => ({
    id: name,
    header: <FigureHeader name={name} rows={first.beside === null ? null : `${first.beside.part} rows`} />,
    align: 'right',
    wideOnly: room ?? wideOnly,
    cell: (row) => formatFixed(judgedMetric(row, name)),
  }));
}

const gapColumn: Column = {
  id: 'gap',
  header: 'Overfit gap',
  align: 'right',
  wideOnly: 'xl', // in a narrow window it would lie below the button that stays
  // What learns nothing from the columns cannot overfit: there the parts differ by themselves.
  cell: ({ gap, candidate }) => (
    <span className={gap !== null && gap > 0.05 && candidate.stepType !== 'baseline' ? 'text-warning' : ''}>
      {formatFixed(gap)}
    </span>
  ),
};

function costColumns(wideOnly: Room): Column[] {
  return [
    {
      id: 'size',
      header: 'Size',
      align: 'right',
      wideOnly,
      cell: ({ candidate }) => formatBytes(candidate.bytes),
    },
    {
      id: 'time',
      header: 'Trained in',
      align: 'right',
      wideOnly,
      cell: ({ candidate }) => formatDuration(candidate.manifest.seconds * 1000),
    },
  ];
}

function deployColumn(onDeploy: Shown['onDeploy']): Column {
  return {
    id: 'deploy',
    header: '',
    align: 'right',
    stays: true,
    cell: (row) =>
      onDeploy === undefined ? null : (
        <Button
          size="sm"
          variant={row.best ? 'primary' : 'secondary'}
          aria-label={`Deploy ${row.candidate.title}`}
          onClick={() => onDeploy(row.candidate.id)}
        >
          <Rocket aria-hidden /> Deploy
        </Button>
      ),
  };
}

/** What the candidates reach on the rows that did not decide: the figure to expect in production. */
function besideColumn(metric: string, part: string): TableColumn<CandidateRow> {
  return {
    id: 'beside',
    header: <FigureHeader name={metric} rows={`${part} rows`} />,
    align: 'right',
    cell: ({ beside }) => formatFixed(beside?.value ?? null),
  };
}

/**
 * What searches judged their models by, where nothing else has judged one of them: a column of its own, for rows that chose
 * the model say less than rows kept for the end.
 */
function searchedColumns(rows: readonly CandidateRow[]): Column[] {
  const wanting = rows.filter(({ value, searched }) => value === null && searched !== null);
  const names = new Set(wanting.flatMap(({ searched }) => searched?.metric ?? []));
  return [...names].map((name) => {
    const parts = new Set(wanting.map(({ candidate }) => searchedOn(candidate)));
    const whose = parts.size === 1 ? [...parts][0] : 'rows held out';
    return {
      id: `searched ${name}`,
      header: (
        <>
          {inSearch(metricLabel(name))}
          <span className="block font-normal text-faint">{whose}</span>
        </>
      ),
      align: 'right',
      cell: ({ candidate, searched }) =>
        searched?.metric === name ? (
          <span title={searchedTitle(candidate, searched)}>{formatFixed(searched.value)}</span>
        ) : (
          <span className="text-faint">–</span>
        ),
    };
  });
}

function searchedTitle(candidate: Candidate, { value, rows, judged }: SearchFigure): string {
  const where = `${rows === null ? '' : `${formatNumber(rows)} `}${searchedOn(candidate)}`;
  return `${value} on ${where}, by which it was chosen from ${formatCount(judged, 'trial')}: not on test rows`;
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
