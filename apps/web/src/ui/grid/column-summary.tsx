import { cn } from '../../lib/cn';
import { formatNumber, formatPercent } from '../../lib/format-number';

/** Bars of a histogram, without axes; 40 px high in the column strip, 14 in a grid header. */
export function MiniHistogram(props: {
  counts: readonly number[];
  height?: number;
  label?: string;
  className?: string;
}) {
  const { counts, height = 40, label, className } = props;
  const highest = Math.max(1, ...counts);
  const slot = 100 / Math.max(1, counts.length);
  const width = Math.min(slot * 0.76, 12);
  return (
    // biome-ignore lint/a11y/noSvgWithoutTitle: named by aria-label, or hidden where it is decoration
    <svg
      viewBox="0 0 100 40"
      preserveAspectRatio="none"
      style={{ height, opacity: 'var(--bar)' }}
      className={cn('block w-full fill-s1', className)}
      {...(label ? { role: 'img', 'aria-label': label } : { 'aria-hidden': true })}
    >
      {counts.map((count, index) => {
        const size = count === 0 ? 0 : Math.max(0.6, (count / highest) * 40);
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: a bin is its position
          <rect key={index} x={(index + 0.5) * slot - width / 2} y={40 - size} width={width} height={size} />
        );
      })}
    </svg>
  );
}

export type TopValue = {
  label: string;
  /** Share of all rows, 0 to 1. */
  share: number;
  /** Blank is the rest: no bar, grey words. A class of interest takes the second series colour. */
  tone?: 'normal' | 'blank' | 'highlight';
};

/** Kept free of bars, px: the shares stand there. */
const figureRoom = 34;

const barColors = {
  normal: 'color-mix(in srgb, var(--s1) 20%, transparent)',
  highlight: 'color-mix(in srgb, var(--s2) 34%, transparent)',
};

/** Up to three values with their shares; the last one usually says "other 212". */
export function TopValuesBar({ values }: { values: readonly TopValue[] }) {
  return (
    <div className="grid h-10 min-w-0 grid-cols-[minmax(0,1fr)] content-start gap-0.5 text-11 leading-3 font-normal">
      {values.slice(0, 3).map(({ label, share, tone = 'normal' }) => (
        <div key={label} className="relative flex h-3 justify-between gap-1 pl-[3px] leading-3 whitespace-nowrap">
          {tone === 'blank' ? null : (
            <i
              className="absolute inset-y-0 left-0 rounded-xs"
              style={{
                width: share < 1 ? `calc((100% - ${figureRoom}px) * ${share})` : '100%',
                background: barColors[tone],
              }}
            />
          )}
          <span className={cn('relative truncate', tone === 'blank' ? 'text-muted' : '')}>{label}</span>
          {share < 1 ? <span className="relative text-muted tabular-nums">{formatPercent(share, 0)}</span> : null}
        </div>
      ))}
    </div>
  );
}

/** How much of a column is missing; empty when nothing is. */
export function MissingBar({ share, className }: { share: number; className?: string }) {
  return (
    <div
      role="img"
      aria-label={`${formatPercent(share)} missing`}
      className={cn('h-[3px] overflow-hidden rounded-xs bg-surface-2', className)}
    >
      <i className="block h-full rounded-xs bg-warning" style={{ width: `${share * 100}%` }} />
    </div>
  );
}

export type ColumnSummaryProps = {
  histogram?: readonly number[];
  topValues?: readonly TopValue[];
  missingShare: number;
  distinct: number;
};

/** The strip above a column of data: shape, missing, distinct count. Use with a header 108 px high. */
export function ColumnSummary({ histogram, topValues, missingShare, distinct }: ColumnSummaryProps) {
  return (
    <div className="mt-1.5 grid">
      {histogram ? <MiniHistogram counts={histogram} /> : <TopValuesBar values={topValues ?? []} />}
      <MissingBar share={missingShare} className="mt-[5px]" />
      <div className="mt-1 flex justify-between text-12 font-normal text-muted tabular-nums">
        <span title="distinct values">{formatNumber(distinct)}</span>
        <span title="missing">{formatPercent(missingShare)}</span>
      </div>
    </div>
  );
}
