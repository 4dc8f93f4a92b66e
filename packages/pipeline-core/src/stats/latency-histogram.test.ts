import { describe, expect, it } from 'vitest';
import { createRandom } from '../seeded-random';
import {
  emptyHistogram,
  latencyBin,
  latencyBins,
  latencyQuantile,
  mergeHistogram,
  recordLatency,
  restoreHistogram,
  storeHistogram,
  summarizeLatency,
} from './latency-histogram';

function histogramOf(values: readonly number[]) {
  const histogram = emptyHistogram();
  for (const value of values) recordLatency(histogram, value);
  return histogram;
}

describe('latency histogram', () => {
  it('reads quantiles back within 4.5 %', () => {
    const random = createRandom(7);
    const values = Array.from({ length: 5000 }, () => Math.exp(random.next() * 12));
    const sorted = [...values].sort((a, b) => a - b);
    const histogram = histogramOf(values);
    for (const q of [0.01, 0.25, 0.5, 0.95, 0.99]) {
      const exact = sorted[Math.ceil(q * sorted.length) - 1] ?? Number.NaN;
      expect(Math.abs(latencyQuantile(histogram, q) / exact - 1)).toBeLessThan(0.045);
    }
  });

  it('keeps count, smallest, mean and largest exactly', () => {
    expect(summarizeLatency(histogramOf([10, 20, 90]))).toMatchObject({ count: 3, min: 10, mean: 40, max: 90 });
  });

  it('never answers outside what was seen', () => {
    const histogram = histogramOf([1000]);
    expect(latencyQuantile(histogram, 0.5)).toBe(1000);
    expect(latencyQuantile(histogram, 0.99)).toBe(1000);
  });

  it('adds up like one histogram of all values', () => {
    const [left, right] = [histogramOf([1, 5, 900]), histogramOf([70, 80_000])];
    mergeHistogram(left, right);
    expect(left).toEqual(histogramOf([1, 5, 900, 70, 80_000]));
  });

  it('survives storing', () => {
    const histogram = histogramOf([3, 3, 250, 1e9]);
    const { count, sum, min, max } = histogram;
    expect(restoreHistogram(storeHistogram(histogram), { count, sum, min, max })).toEqual(histogram);
  });

  it('puts extremes into the outer bins', () => {
    expect(latencyBin(0)).toBe(0);
    expect(latencyBin(Number.NaN)).toBe(0);
    expect(latencyBin(1e12)).toBe(latencyBins - 1);
  });

  it('has no figures without values', () => {
    expect(summarizeLatency(emptyHistogram())).toBeNull();
  });
});
