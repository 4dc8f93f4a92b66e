import { cn } from '../lib/cn';

export type IntervalBarProps = {
  value: number;
  low: number;
  high: number;
  /** Scale shared by all rows of a list. */
  domain: readonly [number, number];
  /** Grid lines, in the unit of the domain. */
  ticks?: readonly number[];
  /** The version in production, or zero for a difference: a dashed line. */
  reference?: number | undefined;
  color?: string;
  height?: number;
  /** Words: "AUC 0.853, 95% interval 0.843 to 0.863". */
  label: string;
  className?: string;
};

/** A figure with its interval: 2 px line and 4 px point over a faint 8 px band. Off the scale it says so. */
export function IntervalBar(props: IntervalBarProps) {
  const { value, low, high, domain, ticks = [], reference, color = 'var(--s1)', height = 34, label, className } = props;
  const [from, to] = domain;
  const place = (x: number) => `${((x - from) / (to - from || 1)) * 100}%`;
  const inside = (x: number) => Math.min(Math.max(x, from), to);
  const middle = height / 2;
  const outside = high < from || low > to;
  return (
    <svg role="img" aria-label={label} style={{ height }} className={cn('block w-full overflow-visible', className)}>
      {ticks.map((tick) => (
        <line key={tick} x1={place(tick)} x2={place(tick)} y1={0} y2={height} className="stroke-border-soft" />
      ))}
      {reference === undefined ? null : (
        <line
          x1={place(reference)}
          x2={place(reference)}
          y1={0}
          y2={height}
          strokeWidth={1.5}
          strokeDasharray="3 3"
          className="stroke-s3"
        />
      )}
      {outside ? (
        <text
          x={high < from ? 4 : '100%'}
          y={middle + 4}
          textAnchor={high < from ? 'start' : 'end'}
          className="fill-muted text-12"
        >
          {high < from ? '‹ off the scale' : 'off the scale ›'}
        </text>
      ) : (
        <g stroke={color} strokeLinecap="round">
          <line
            x1={place(inside(low))}
            x2={place(inside(high))}
            y1={middle}
            y2={middle}
            strokeWidth={8}
            opacity={0.16}
          />
          <line x1={place(inside(low))} x2={place(inside(high))} y1={middle} y2={middle} strokeWidth={2} />
          <circle cx={place(inside(value))} cy={middle} r={4} fill={color} stroke="none" />
        </g>
      )}
    </svg>
  );
}
