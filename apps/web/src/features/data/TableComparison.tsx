'use client';

import { histogramRange } from '@millrace/pipeline-core/profile';
import { driftWord, type SharedBins } from '@millrace/pipeline-core/sketch';
import type { CSSProperties } from 'react';
import { formatDataTime } from '../../lib/format-data-time';
import { formatNumber, formatPercent } from '../../lib/format-number';
import { Badge } from '../../ui/Badge';
import { Card, CardBody } from '../../ui/Card';
import { Notice } from '../../ui/Notice';
import { axisNumber, barWords } from './bar-words';

type Figures = { type: string; present: number; missing: number; mean: number | null };
type Side = { label: string; rows: number };
type ComparedColumn = {
  name: string;
  psi: number | null;
  bins: SharedBins | null;
  newValues: readonly string[];
  lostValues: readonly string[];
  before: Figures | null;
  after: Figures | null;
};

const tones = {
  alike: 'neutral',
  'somewhat different': 'warning',
  different: 'danger',
  'not compared': 'neutral',
} as const;

/** Two tables column by column, those that moved most first: batches now, the parts of a split or live data as well. */
export function TableComparison(props: {
  before: Side;
  now: Side;
  columns: readonly ComparedColumn[];
  schema: readonly string[];
}) {
  const { before, now, columns, schema } = props;
  return (
    <div className="grid gap-3">
      <p className="flex flex-wrap gap-4 text-12 text-muted">
        <Key style={beforeStyle} side={before} />
        <Key style={nowStyle} side={now} />
      </p>
      {schema.length === 0 ? (
        <p className="text-muted">The same columns with the same types.</p>
      ) : (
        <Notice tone="warning" title="The columns changed">
          {schema.join(' ')}
        </Notice>
      )}
      <div className="grid grid-cols-[repeat(auto-fill,minmax(280px,1fr))] items-start gap-3">
        {columns.map((column) => (
          <ComparedCard key={column.name} column={column} />
        ))}
      </div>
    </div>
  );
}

/** Before is filled and softer, so that the outline of now stands out on it. */
const beforeStyle = { background: 'var(--s1)', opacity: 'var(--bar)' };
const nowStyle = { background: 'var(--s2)' };

function Key({ style, side }: { style: CSSProperties; side: Side }) {
  return (
    <span className="flex items-center gap-1.5">
      <i className="size-3 rounded-xs" style={style} />
      {`${side.label}, all ${side.rows.toLocaleString('en')} rows`}
    </span>
  );
}

function ComparedCard({ column }: { column: ComparedColumn }) {
  const { name, psi, bins, before, after, newValues, lostValues } = column;
  const word = driftWord(psi);
  return (
    <Card>
      <CardBody>
        <div className="flex flex-wrap items-center gap-x-2 gap-y-1">
          <h3 className="min-w-0 flex-auto text-13 font-semibold break-words">{name}</h3>
          <span className="text-12 text-muted tabular-nums">{psi === null ? '' : `PSI ${formatNumber(psi, 3)}`}</span>
          <Badge tone={tones[word]}>{before === null ? 'new column' : after === null ? 'gone' : word}</Badge>
        </div>
        {bins === null ? null : (
          <Overlay name={name} bins={bins} time={before?.type === 'date' || before?.type === 'timestamp'} />
        )}
        {before === null || after === null ? null : (
          <p className="text-12 text-muted tabular-nums">
            {`missing ${share(before)} → ${share(after)}`}
            {before.mean === null || after.mean === null || before.type === 'date' || before.type === 'timestamp'
              ? ''
              : `, mean ${formatNumber(before.mean)} → ${formatNumber(after.mean)}`}
          </p>
        )}
        {newValues.length === 0 ? null : <p className="text-12">{`New: ${listed(newValues)}`}</p>}
        {lostValues.length === 0 ? null : <p className="text-12">{`Lost: ${listed(lostValues)}`}</p>}
      </CardBody>
    </Card>
  );
}

const share = ({ present, missing }: Figures) => formatPercent(missing / Math.max(1, present + missing));
const listed = (values: readonly string[]) =>
  `${values.slice(0, 6).map(valueText).join(', ')}${values.length > 6 ? ' …' : ''}`;

/** Summaries keep numbers as text with a fraction ("9.0"); an empty text would not be seen. */
function valueText(value: string): string {
  return value === '' ? '""' : value.replace(/^(-?\d+)\.0$/, '$1');
}

type OverlayProps<K extends SharedBins['kind']> = {
  name: string;
  bins: Extract<SharedBins, { kind: K }>;
  time: boolean;
};

/** Both in shares of their own rows: fills for before, an outline for now. */
function Overlay({ name, bins, time }: { name: string; bins: SharedBins; time: boolean }) {
  if (bins.kind === 'values') return <NamedShares name={name} bins={bins} time={time} />;
  return <ScaleShares name={name} bins={bins} time={time} />;
}

/** Shares of both sides, and the largest of them. */
function sharesOf(bins: SharedBins) {
  const shares = (counts: readonly number[]) => {
    const all = counts.reduce((sum, count) => sum + count, 0);
    return counts.map((count) => count / Math.max(1, all));
  };
  const [a, b] = [shares(bins.a), shares(bins.b)];
  return { a, b, highest: Math.max(1e-9, ...a, ...b) };
}

function NamedShares({ name, bins, time }: OverlayProps<'values'>) {
  const { a, b, highest } = sharesOf(bins);
  const text = (label: string) => (time && label !== 'Other' ? formatDataTime(Number(label)) : valueText(label));
  const width = (part: number | undefined) => `${((part ?? 0) / highest) * 100}%`;
  return (
    <ul className="grid gap-1 text-12" aria-label={`Values of ${name}`}>
      {bins.labels.map((label, at) => (
        <li
          key={label}
          title={`${text(label)}: ${formatPercent(a[at])} → ${formatPercent(b[at])}`}
          className="grid grid-cols-[96px_1fr] items-center gap-2"
        >
          <span className="truncate">{text(label)}</span>
          <span className="grid gap-px">
            <i className="h-1.5 rounded-xs" style={{ ...beforeStyle, width: width(a[at]) }} />
            <i className="h-1.5 rounded-xs" style={{ ...nowStyle, width: width(b[at]) }} />
          </span>
        </li>
      ))}
    </ul>
  );
}

function ScaleShares({ name, bins, time }: OverlayProps<'scale'>) {
  const { a, b, highest } = sharesOf(bins);
  const slot = 100 / a.length;
  const [first, last] = histogramRange(bins);
  const edge = (value: number) => (time ? formatDataTime(value, last - first) : axisNumber(value, bins));
  const outline = b
    .map((part, bin) => `${bin === 0 ? 'M' : 'L'}${bin * slot} ${40 - (part / highest) * 39}H${(bin + 1) * slot}`)
    .join('');
  const bars = a.map((part, bin) => ({
    id: `bin-${bin}`,
    x: bin * slot,
    height: (part / highest) * 39,
    title: `${barWords(bins, bin, edge)}: ${formatPercent(part)} → ${formatPercent(b[bin])}`,
  }));
  return (
    <>
      <svg
        viewBox="0 0 100 40"
        preserveAspectRatio="none"
        className="block h-20 w-full"
        role="img"
        aria-label={`Both distributions of ${name}`}
      >
        {bars.map(({ id, x, height }) => (
          <rect
            key={id}
            x={x + slot * 0.05}
            y={40 - height}
            width={slot * 0.9}
            height={height}
            fill="var(--s1)"
            fillOpacity="var(--bar)"
          />
        ))}
        <path d={outline} fill="none" stroke="var(--s2)" strokeWidth={1.75} vectorEffect="non-scaling-stroke" />
        {bars.map(({ id, x, title }) => (
          <rect key={id} x={x} y={0} width={slot} height={40} fill="transparent">
            <title>{title}</title>
          </rect>
        ))}
      </svg>
      <p className="flex justify-between text-12 text-muted tabular-nums">
        <span>{edge(first)}</span>
        <span>{edge(last)}</span>
      </p>
    </>
  );
}
