'use client';

import { type ByTarget, type ColumnProfile, type Histogram, histogramRange } from '@millrace/pipeline-core/profile';
import { useState } from 'react';
import { formatDataTime } from '../../lib/format-data-time';
import { formatCount, formatNumber } from '../../lib/format-number';
import { SegmentedControl } from '../../ui/SegmentedControl';
import { axisNumber, barLabels, barWords, longestGap } from './bar-words';
import { lengthEnds, onlyLength } from './length-words';
import { type NamedBar, ProfileHistogram, ProfileValues } from './ProfileBars';

const split = (byTarget: ByTarget | undefined) => ({
  classes: byTarget?.kind === 'class' ? byTarget.bars : undefined,
  means: byTarget?.kind === 'mean' ? byTarget.bars : undefined,
});

/** Under a picture: the name of each bar where all fit, else the first and the last value. */
function Edges(props: { labels?: readonly string[] | null; ends: readonly [number, number]; format: Format }) {
  const { labels, ends, format } = props;
  if (labels)
    return (
      <p className="flex text-center text-12 text-muted tabular-nums">
        {labels.map((label) => (
          <span key={label} className="min-w-0 flex-1">
            {label}
          </span>
        ))}
      </p>
    );
  return (
    <p className="flex justify-between text-12 text-muted tabular-nums">
      <span>{format(ends[0])}</span>
      <span>{format(ends[1])}</span>
    </p>
  );
}

type Format = (value: number) => string;

/** Bars over all values but those far out, which are said. */
export function NumberPicture({ column, histogram }: { column: ColumnProfile; histogram: Histogram }) {
  const [scale, setScale] = useState<'linear' | 'log'>('linear');
  const format = (value: number) => axisNumber(value, histogram);
  return (
    <>
      <div className="flex items-center justify-between gap-2 text-12 text-muted">
        <span>
          {histogram.outside === 0
            ? 'All values shown'
            : `${formatCount(histogram.outside, 'value')} far out, not shown`}
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
        describe={(bar) => barWords(histogram, bar, format)}
        {...split(column.byTarget)}
      />
      <Edges labels={barLabels(histogram, format)} ends={histogramRange(histogram)} format={format} />
    </>
  );
}

/** A timeline; stretches without a row are named. */
export function DatePicture({ column, histogram }: { column: ColumnProfile; histogram: Histogram }) {
  const gap = longestGap(histogram, column.distinct);
  const [first, last] = histogramRange(histogram);
  const day = (value: number) => formatDataTime(value, column.type === 'date' ? undefined : last - first);
  return (
    <>
      <p className="text-12 text-muted">
        {gap === null ? 'No gap in the timeline' : gapWords(gap.map(day))}
        {histogram.outside === 0 ? '' : `, ${histogram.outside.toLocaleString('en')} rows outside not shown`}
      </p>
      <ProfileHistogram
        label={`Timeline of ${column.name}`}
        counts={histogram.counts}
        describe={(bar) => barWords(histogram, bar, day)}
        {...split(column.byTarget)}
      />
      <Edges ends={[first, last]} format={day} />
    </>
  );
}

function gapWords([from, to]: readonly string[]): string {
  return from === to ? `No rows on ${from}` : `No rows from ${from} to ${to}`;
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
          <ProfileHistogram
            label={`Lengths of ${column.name}`}
            counts={lengths.counts}
            describe={(bar) => barWords(lengths, bar, (value) => formatNumber(value, 0))}
          />
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
