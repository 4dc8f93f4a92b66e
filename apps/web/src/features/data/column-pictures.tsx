'use client';

import type { ByTarget, ColumnProfile, Histogram } from '@millrace/pipeline-core/profile';
import { useState } from 'react';
import { formatDay } from '../../lib/format-date';
import { formatCount, formatNumber } from '../../lib/format-number';
import { SegmentedControl } from '../../ui/SegmentedControl';
import { lengthEnds, onlyLength } from './length-words';
import { type NamedBar, ProfileHistogram, ProfileValues } from './ProfileBars';

const split = (byTarget: ByTarget | undefined) => ({
  classes: byTarget?.kind === 'class' ? byTarget.bars : undefined,
  means: byTarget?.kind === 'mean' ? byTarget.bars : undefined,
});

function Edges({ ends, format }: { ends: readonly [number, number]; format: (value: number) => string }) {
  return (
    <p className="flex justify-between text-12 text-muted tabular-nums">
      <span>{format(ends[0])}</span>
      <span>{format(ends[1])}</span>
    </p>
  );
}

const endsOf = ({ edges }: Histogram) => [edges[0] ?? 0, edges.at(-1) ?? 0] as const;

/** 30 bins over all values but those far out, which are said. */
export function NumberPicture({ column, histogram }: { column: ColumnProfile; histogram: Histogram }) {
  const [scale, setScale] = useState<'linear' | 'log'>('linear');
  return (
    <>
      <div className="flex items-center justify-between gap-2 text-12 text-muted">
        <span>
          {histogram.outside === 0
            ? 'All values shown'
            : `${formatCount(histogram.outside, 'value')} far beyond the ends not shown`}
        </span>
        <SegmentedControl
          label={`Scale of ${column.name}`}
          value={scale}
          onValueChange={setScale}
          segments={[
            { value: 'linear', label: 'Linear' },
            { value: 'log', label: 'Log' },
          ]}
        />
      </div>
      <ProfileHistogram
        label={`Histogram of ${column.name}`}
        counts={histogram.counts}
        log={scale === 'log'}
        {...split(column.byTarget)}
      />
      <Edges ends={endsOf(histogram)} format={(value) => formatNumber(value, 3)} />
    </>
  );
}

/** A timeline; stretches without a row are named. */
export function DatePicture({ column, histogram }: { column: ColumnProfile; histogram: Histogram }) {
  const gap = longestGap(histogram);
  const day = (value: number) => formatDay(new Date(value));
  return (
    <>
      <p className="text-12 text-muted">
        {gap === null ? 'No gap in the timeline' : `No rows from ${day(gap[0])} to ${day(gap[1])}`}
        {histogram.outside === 0 ? '' : `, ${histogram.outside.toLocaleString('en')} rows outside not shown`}
      </p>
      <ProfileHistogram label={`Timeline of ${column.name}`} counts={histogram.counts} {...split(column.byTarget)} />
      <Edges ends={endsOf(histogram)} format={day} />
    </>
  );
}

function longestGap({ counts, edges }: Histogram): [number, number] | null {
  let best: [number, number] | null = null;
  for (let from = 0; from < counts.length; from += 1) {
    let to = from;
    while (to < counts.length && counts[to] === 0) to += 1;
    const [start, end] = [edges[from] ?? 0, edges[to] ?? 0];
    if (to > from && (best === null || end - start > best[1] - best[0])) best = [start, end];
    from = Math.max(from, to - 1);
  }
  return best;
}

/** The ten most frequent, all others, and missing. */
export function ValuesPicture({ column }: { column: ColumnProfile }) {
  const listed = column.top.reduce((sum, { count }) => sum + count, 0);
  const others = column.rows - column.missing - listed;
  const { classes, means } = split(column.byTarget);
  const bar = (at: number) => ({ classes: classes?.[at], mean: means?.[at] });
  const bars: NamedBar[] = column.top.map(({ value, count }, at) => ({
    label: value === '' ? '""' : String(value),
    count,
    ...bar(at),
  }));
  const { length } = bars;
  if (others > 0) bars.push({ label: 'Other', count: others, quiet: true, ...bar(length) });
  if (column.missing > 0) bars.push({ label: 'Missing', count: column.missing, quiet: true, ...bar(length + 1) });
  return <ProfileValues bars={bars} rows={column.rows} />;
}

/** Texts that hardly repeat: how long they are, and some of them. */
export function TextPicture({ column }: { column: ColumnProfile }) {
  const { lengthHistogram: lengths } = column;
  const only = lengths === undefined ? null : onlyLength(lengths);
  return (
    <>
      {only === null ? null : <p className="text-12 text-muted">{`All texts have ${formatCount(only, 'letter')}`}</p>}
      {lengths === undefined || only !== null ? null : (
        <>
          <p className="text-12 text-muted">Length in letters</p>
          <ProfileHistogram label={`Lengths of ${column.name}`} counts={lengths.counts} />
          <Edges ends={lengthEnds(lengths)} format={(value) => formatNumber(value, 0)} />
        </>
      )}
      <ul className="grid gap-0.5 text-12">
        {column.samples.slice(0, 4).map((sample) => (
          <li key={String(sample)} className="truncate rounded-xs bg-surface-2 px-1.5 py-0.5" title={String(sample)}>
            {String(sample)}
          </li>
        ))}
      </ul>
    </>
  );
}

/** One bar, cut in two or three. */
export function BooleanPicture({ column }: { column: ColumnProfile }) {
  const parts = [
    ...column.top.map(({ value, count }) => ({ label: String(value), count })),
    ...(column.missing > 0 ? [{ label: 'missing', count: column.missing }] : []),
  ];
  const tints = ['var(--s1)', 'var(--s2)', 'var(--border-strong)'];
  return (
    <div className="grid gap-1 text-12">
      <div className="flex h-5 overflow-hidden rounded-xs">
        {parts.map(({ label, count }, at) => (
          <i
            key={label}
            style={{
              width: `${(count / Math.max(1, column.rows)) * 100}%`,
              background: tints[at],
              opacity: 'var(--bar)',
            }}
          />
        ))}
      </div>
      <p className="flex flex-wrap gap-x-3 text-muted tabular-nums">
        {parts.map(({ label, count }) => (
          <span key={label}>{`${label} ${count.toLocaleString('en')}`}</span>
        ))}
      </p>
    </div>
  );
}
