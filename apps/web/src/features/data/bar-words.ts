import { type Histogram, histogramRange } from '@millrace/pipeline-core/profile';
import { formatNumber } from '../../lib/format-number';

type Bars = Pick<Histogram, 'edges'> & { step?: number | undefined };
/** Labels of bars must not touch: so many of them, so many letters together, have room under a picture. */
const mostLabels = 14;
const mostLetters = 36;

/** Digits behind the point that tell places of a grid apart, three where there is none. */
export function digitsOf(step: number | undefined): number {
  if (step === undefined) return 3;
  return Math.min(6, Math.max(0, Math.ceil(-Math.log10(step) + 0.7)));
}

/** A value on the axis of a histogram. */
export function axisNumber(value: number, { step }: Bars): string {
  return formatNumber(value, step !== undefined && Number.isInteger(step) ? 0 : digitsOf(step));
}

/** What a bar holds: its value, or the first and the last one. */
export function barWords({ edges, step }: Bars, bar: number, format: (value: number) => string): string {
  const [first, last] = histogramRange({ edges: edges.slice(bar, bar + 2), step });
  const [from, to] = [format(first), format(last)];
  return from === to ? from : `${from} to ${to}`;
}

/** The name of each bar where every bar is one value and all names fit side by side, else null: the ends are named. */
export function barLabels(bars: Bars, format: (value: number) => string): string[] | null {
  const { edges, step } = bars;
  const count = edges.length - 1;
  if (step === undefined || count > mostLabels || (edges[1] ?? 0) - (edges[0] ?? 0) > step * 1.5) return null;
  const labels = Array.from({ length: count }, (_, bar) => barWords(bars, bar, format));
  return labels.join('').length > mostLetters ? null : labels;
}

/** From one value to the next it may be a little longer than usual: months have 28 to 31 days. */
const usualLonger = 1.5;

/**
 * The longest stretch of empty bars: its first and last value. Null where every bar has rows, or where none is longer than
 * from one of the `distinct` values to the next anyway: between the firsts of two months there is no gap.
 */
export function longestGap(
  histogram: Pick<Histogram, 'counts'> & Bars,
  distinct: number,
): readonly [number, number] | null {
  const { counts, edges, step } = histogram;
  const [first, last] = histogramRange(histogram);
  const usual = (last - first) / Math.max(1, distinct - 1);
  let best: readonly [number, number] | null = null;
  for (let from = 0; from < counts.length; from += 1) {
    let to = from;
    while (to < counts.length && counts[to] === 0) to += 1;
    const gap = histogramRange({ edges: edges.slice(from, to + 1), step });
    if (to > from && (best === null || gap[1] - gap[0] > best[1] - best[0])) best = gap;
    from = Math.max(from, to - 1);
  }
  if (best === null) return null;
  return best[1] - best[0] + (step ?? 0) > usual * usualLonger ? best : null;
}
