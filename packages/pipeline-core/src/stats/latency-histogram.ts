import { z } from 'zod';

/**
 * Latencies counted in fixed bins on a log scale: 8 bins per doubling from 1 microsecond to 67 seconds, so a quantile
 * read back is within 4.5 % of the true one, and histograms of processes and minutes add up bin by bin.
 */
export const binsPerOctave = 8;
const octaves = 26;
export const latencyBins = binsPerOctave * octaves;

export type LatencyHistogram = { counts: Uint32Array; count: number; sum: number; min: number; max: number };

/** As stored: pairs of bin and count, only bins that were hit. */
export const storedHistogramSchema = z.array(
  z.tuple([
    z
      .number()
      .int()
      .min(0)
      .max(latencyBins - 1),
    z.number().int().nonnegative(),
  ]),
);
export type StoredHistogram = z.output<typeof storedHistogramSchema>;

export type LatencySummary = {
  count: number;
  min: number;
  mean: number;
  p50: number;
  p95: number;
  p99: number;
  max: number;
};

export function emptyHistogram(): LatencyHistogram {
  return { counts: new Uint32Array(latencyBins), count: 0, sum: 0, min: Number.POSITIVE_INFINITY, max: 0 };
}

/** Bin of a latency in microseconds; values outside the scale go to the first or last bin. */
export function latencyBin(micros: number): number {
  if (!(micros > 1)) return 0;
  return Math.min(latencyBins - 1, Math.floor(Math.log2(micros) * binsPerOctave));
}

/** Middle of a bin in microseconds (geometric). */
export function binMiddle(bin: number): number {
  return 2 ** ((bin + 0.5) / binsPerOctave);
}

/** Counts one latency in microseconds. */
export function recordLatency(histogram: LatencyHistogram, micros: number): void {
  const bin = latencyBin(micros);
  histogram.counts[bin] = (histogram.counts[bin] ?? 0) + 1;
  histogram.count += 1;
  histogram.sum += micros;
  if (micros < histogram.min) histogram.min = micros;
  if (micros > histogram.max) histogram.max = micros;
}

/** Adds `from` to `into`. */
export function mergeHistogram(into: LatencyHistogram, from: LatencyHistogram): void {
  for (let bin = 0; bin < latencyBins; bin += 1) into.counts[bin] = (into.counts[bin] ?? 0) + (from.counts[bin] ?? 0);
  into.count += from.count;
  into.sum += from.sum;
  into.min = Math.min(into.min, from.min);
  into.max = Math.max(into.max, from.max);
}

/** Nearest-rank quantile (0..1) in microseconds, kept inside the smallest and largest value seen; NaN when empty. */
export function latencyQuantile(histogram: LatencyHistogram, q: number): number {
  if (histogram.count === 0) return Number.NaN;
  const rank = Math.max(1, Math.ceil(q * histogram.count));
  let seen = 0;
  for (let bin = 0; bin < latencyBins; bin += 1) {
    seen += histogram.counts[bin] ?? 0;
    if (seen >= rank) return Math.min(Math.max(binMiddle(bin), histogram.min), histogram.max);
  }
  return histogram.max;
}

/** Figures in microseconds; null when nothing was counted. */
export function summarizeLatency(histogram: LatencyHistogram): LatencySummary | null {
  if (histogram.count === 0) return null;
  return {
    count: histogram.count,
    min: histogram.min,
    mean: histogram.sum / histogram.count,
    p50: latencyQuantile(histogram, 0.5),
    p95: latencyQuantile(histogram, 0.95),
    p99: latencyQuantile(histogram, 0.99),
    max: histogram.max,
  };
}

export function storeHistogram(histogram: LatencyHistogram): StoredHistogram {
  const stored: StoredHistogram = [];
  for (let bin = 0; bin < latencyBins; bin += 1) {
    const count = histogram.counts[bin] ?? 0;
    if (count > 0) stored.push([bin, count]);
  }
  return stored;
}

/** The stored bins with the totals that are kept beside them. */
export function restoreHistogram(
  stored: StoredHistogram,
  totals: { count: number; sum: number; min: number; max: number },
): LatencyHistogram {
  const counts = new Uint32Array(latencyBins);
  for (const [bin, count] of stored) counts[bin] = count;
  return { counts, ...totals };
}
