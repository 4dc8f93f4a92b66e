import type { ReactNode } from 'react';
import { cn } from '../lib/cn';

export type RingProps = {
  /** Share done, 0 to 1. */
  value: number;
  label: string;
  size?: number;
  className?: string;
  /** What the ring goes round: usually a round Tile of 26 px. */
  children?: ReactNode;
};

/** Progress as a ring round an icon, for nodes that run. */
export function Ring({ value, label, size = 36, className, children }: RingProps) {
  const radius = size / 2 - 1.5;
  const length = 2 * Math.PI * radius;
  const share = Math.min(1, Math.max(0, value));
  return (
    <span
      role="progressbar"
      aria-label={label}
      aria-valuenow={Math.round(share * 100)}
      aria-valuemin={0}
      aria-valuemax={100}
      style={{ width: size, height: size }}
      className={cn('relative grid flex-none place-items-center', className)}
    >
      <svg
        viewBox={`0 0 ${size} ${size}`}
        fill="none"
        strokeWidth={2.5}
        className="absolute inset-0 -rotate-90"
        aria-hidden="true"
      >
        <circle cx={size / 2} cy={size / 2} r={radius} stroke="color-mix(in srgb, var(--info) 18%, var(--surface))" />
        <circle
          cx={size / 2}
          cy={size / 2}
          r={radius}
          stroke="var(--info)"
          strokeLinecap="round"
          strokeDasharray={`${share * length} ${length}`}
        />
      </svg>
      {children}
    </span>
  );
}
