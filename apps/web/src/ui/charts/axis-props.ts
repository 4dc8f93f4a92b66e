import { formatCompact, formatFixed } from '../../lib/format-number';
import { tickDigits } from './ticks';

/** Looks shared by all axes: no tick marks; the base line is drawn by the x axis alone. */
export const xAxisLook = {
  tickLine: false,
  axisLine: { stroke: 'var(--border-control)', shapeRendering: 'crispEdges' },
  tickMargin: 8,
  height: 26,
  interval: 'preserveStartEnd',
} as const;

export const yAxisLook = { tickLine: false, axisLine: false, tickMargin: 6, interval: 0 } as const;

/** Figures on an axis: compact from 10,000 where that tells ticks apart, otherwise as many digits as do. */
export function tickFormatter(ticks: readonly number[]): (value: number) => string {
  const largest = Math.max(...ticks.map(Math.abs), 0);
  const isCompact = largest >= 10_000 && new Set(ticks.map(formatCompact)).size === new Set(ticks).size;
  const digits = tickDigits(ticks);
  return (value) => (isCompact ? formatCompact(value) : formatFixed(value, value === 0 ? 0 : digits));
}

/** Room the labels of a y axis need, px. */
export function yAxisWidth(ticks: readonly number[]): number {
  const format = tickFormatter(ticks);
  return Math.max(20, ...ticks.map((tick) => format(tick).length * 7.2 + 10));
}
