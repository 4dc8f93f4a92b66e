import { formatCount, formatNumber, formatPercent } from '../../lib/format-number';

const fills = ['var(--s1)', 'var(--s2)', 'var(--s3)', 'var(--s4)', 'var(--s5)', 'var(--s6)', 'var(--s7)', 'var(--s8)'];

export function classFill(at: number): string {
  return fills[at % fills.length] ?? 'var(--s1)';
}

/** Two bars as wide as half the picture would be blocks. */
const widestBar = 12;

/** Bars of a histogram: split by class, or with the mean of the target as a line over them. */
export function ProfileHistogram(props: {
  label: string;
  counts: readonly number[];
  /** Rows of each class in each bar. */
  classes?: readonly (readonly number[])[] | undefined;
  means?: readonly (number | null)[] | undefined;
  log?: boolean;
  /** What a bar holds, for the pointer. */
  describe?: (bar: number) => string;
}) {
  const { label, counts, classes, means, log = false, describe } = props;
  const size = (count: number) => (log ? Math.log10(count + 1) : count);
  const highest = Math.max(1e-9, ...counts.map(size));
  const slot = 100 / Math.max(1, counts.length);
  const width = Math.min(slot * 0.86, widestBar);
  const pieces = counts.flatMap((count, bin) => {
    const height = count === 0 ? 0 : Math.max(0.6, (size(count) / highest) * 39);
    const parts = classes?.[bin] ?? [count];
    const shown = parts.reduce((sum, part) => sum + part, 0);
    let top = 40;
    return parts.map((part, at) => {
      const own = shown === 0 ? 0 : (height * part) / shown;
      top -= own;
      return { id: `${bin}-${at}`, x: (bin + 0.5) * slot - width / 2, y: top, height: own, fill: classFill(at) };
    });
  });
  return (
    <svg viewBox="0 0 100 40" preserveAspectRatio="none" className="block h-24 w-full" role="img" aria-label={label}>
      {pieces.map(({ id, ...place }) => (
        <rect key={id} {...place} width={width} fillOpacity="var(--bar)" />
      ))}
      {describe === undefined
        ? null
        : counts.map((count, bin) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a bar is its position
            <rect key={bin} x={bin * slot} y={0} width={slot} height={40} fill="transparent">
              <title>{`${describe(bin)}: ${formatCount(count, 'row')}`}</title>
            </rect>
          ))}
      {means === undefined ? null : <MeanLine means={means.slice(0, counts.length)} />}
    </svg>
  );
}

function MeanLine({ means }: { means: readonly (number | null)[] }) {
  const known = means.filter((mean) => mean !== null);
  const [low, high] = [Math.min(...known), Math.max(...known)];
  const points = means.flatMap((mean, at) =>
    mean === null ? [] : [`${(at + 0.5) * (100 / means.length)},${37 - ((mean - low) / (high - low || 1)) * 34}`],
  );
  return (
    <polyline
      points={points.join(' ')}
      fill="none"
      stroke="var(--s2)"
      strokeWidth={1.75}
      vectorEffect="non-scaling-stroke"
    />
  );
}

export type NamedBar = {
  label: string;
  count: number;
  classes?: readonly number[] | undefined;
  mean?: number | null | undefined;
  quiet?: boolean;
};

/** Values with count and share, as bars of the rows they have. */
export function ProfileValues({ bars, rows }: { bars: readonly NamedBar[]; rows: number }) {
  const most = Math.max(1, ...bars.map(({ count }) => count));
  return (
    <ul className="grid gap-0.5 text-12">
      {bars.map(({ label, count, classes, mean, quiet }) => {
        const shown = classes?.reduce((sum, part) => sum + part, 0) ?? 0;
        return (
          <li key={label} className="relative flex h-5 items-center gap-2 px-1">
            <span
              className="absolute inset-y-0 left-0 flex overflow-hidden rounded-xs"
              style={{ width: `${(count / most) * 58}%` }}
            >
              {classes === undefined || shown === 0 ? (
                <i
                  className="h-full w-full opacity-25"
                  style={{ background: quiet ? 'var(--border-strong)' : 'var(--s1)' }}
                />
              ) : (
                classes
                  .map((part, at) => ({ id: `class-${at}`, part, fill: classFill(at) }))
                  .map(({ id, part, fill }) => (
                    <i
                      key={id}
                      className="h-full opacity-45"
                      style={{ width: `${(part / shown) * 100}%`, background: fill }}
                    />
                  ))
              )}
            </span>
            <span className={`relative min-w-0 flex-1 truncate ${quiet ? 'text-muted' : ''}`} title={label}>
              {label}
            </span>
            <span className="relative text-muted tabular-nums" title={formatCount(count, 'row')}>
              {mean === null || mean === undefined
                ? `${count.toLocaleString('en')} · ${formatPercent(count / Math.max(1, rows), 0)}`
                : `${count.toLocaleString('en')} · mean ${formatNumber(mean)}`}
            </span>
          </li>
        );
      })}
    </ul>
  );
}
