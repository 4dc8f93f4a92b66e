import { cn } from '../lib/cn';

export type SparklineProps = {
  /** In time order, evenly spaced; null is a gap. */
  values: readonly (number | null)[];
  /** A limit or budget, drawn dashed. */
  target?: number | undefined;
  tone?: 'normal' | 'danger' | 'quiet';
  area?: boolean;
  height?: number;
  /** Words for screen readers; without them the line is decorative. */
  label?: string | undefined;
  className?: string | undefined;
};

const colors = { normal: 'var(--s1)', danger: 'var(--danger)', quiet: 'var(--border-strong)' };

/** Scales values into a 100 × 30 box; gaps become separate runs of points. */
function runsOf(values: readonly (number | null)[], low: number, high: number): string[][] {
  const runs: string[][] = [[]];
  values.forEach((value, index) => {
    if (value === null) {
      runs.push([]);
      return;
    }
    const x = values.length < 2 ? 0 : (index / (values.length - 1)) * 100;
    const y = 29 - ((value - low) / (high - low || 1)) * 28;
    runs.at(-1)?.push(`${x.toFixed(2)} ${y.toFixed(2)}`);
  });
  return runs.filter((run) => run.length > 1);
}

/** The shape of a figure over time, without axes; the figure itself stands beside it. */
export function Sparkline(props: SparklineProps) {
  const { values, target, tone = 'normal', area = false, height = 32, label, className } = props;
  const known = [...values.filter((value) => value !== null), ...(target === undefined ? [] : [target])];
  const low = Math.min(...known);
  const high = Math.max(...known);
  const runs = known.length === 0 ? [] : runsOf(values, low, high);
  const y = target === undefined ? 0 : 29 - ((target - low) / (high - low || 1)) * 28;
  return (
    // biome-ignore lint/a11y/noSvgWithoutTitle: named by aria-label, or hidden where it is decoration
    <svg
      viewBox="0 0 100 30"
      preserveAspectRatio="none"
      style={{ height }}
      className={cn('block w-full overflow-visible', className)}
      {...(label ? { role: 'img', 'aria-label': label } : { 'aria-hidden': true })}
    >
      {runs.map((run) => (
        <g key={run[0]} fill="none" stroke={colors[tone]} strokeWidth={1.5} strokeLinejoin="round">
          {area ? (
            <path
              d={`M${run.join('L')}V30H${run[0]?.split(' ')[0]}Z`}
              fill={colors[tone]}
              stroke="none"
              opacity={0.09}
            />
          ) : null}
          <path d={`M${run.join('L')}`} vectorEffect="non-scaling-stroke" />
        </g>
      ))}
      {target === undefined ? null : (
        <path d={`M0 ${y}H100`} stroke="var(--border-strong)" strokeDasharray="3 3" vectorEffect="non-scaling-stroke" />
      )}
    </svg>
  );
}
