import { sortDoubles } from './sort-doubles';

/** Bin code of a missing value; value bins are 0 to 254. */
export const MISSING_BIN = 255;
/** Rows looked at to place the cuts. */
const SAMPLE_ROWS = 50_000;

/** How a numeric feature is read: `x <= cuts[b]` goes into bin b or below, after `offset` is taken off. */
export type NumberBinning = { kind: 'number'; name: string; offset: number; cuts: Float32Array };

/** The number as trees compare it: float32, after the feature's offset. Infinite values stay, NaN is missing. */
export function shifted(value: number, offset: number): number {
  return Math.fround(value - offset);
}

/**
 * Cut points of one feature from a stride sample of at most 50,000 rows:
 * up to `maxBins` distinct values get a cut between each two, more are cut into bins of about equal frequency, with
 * values that fill a bin by themselves standing alone.
 */
export function numberBinning(options: { name: string; values: Float64Array; maxBins: number }): NumberBinning {
  const { name, values, maxBins } = options;
  const sample = sortedSample(values);
  const offset = chooseOffset(sample);
  const { distinct, counts } = distinctValues(sample, offset);
  const ends = distinct.length <= maxBins ? everyValue(distinct.length) : equalFrequency(counts, maxBins);
  const cuts = Float32Array.from(ends, (at) => cutBetween(distinct[at]!, distinct[at + 1]!));
  return { kind: 'number', name, offset, cuts };
}

/** Ascending values of every k-th row, missing ones left out. */
function sortedSample(values: Float64Array): Float64Array {
  const stride = Math.max(1, Math.ceil(values.length / SAMPLE_ROWS));
  const sample = new Float64Array(Math.ceil(values.length / stride));
  let kept = 0;
  for (let row = 0; row < values.length; row += stride) {
    const value = values[row]!;
    if (!Number.isNaN(value)) sample[kept++] = value;
  }
  return sortDoubles(sample.subarray(0, kept));
}

/**
 * float32 holds 24 bits. When values far from zero would fall together (large ids, dates in microseconds), the smallest
 * finite one is subtracted first, in double precision, here and in the scorer.
 */
function chooseOffset(sorted: Float64Array): number {
  let [first, end] = [0, sorted.length];
  while (first < end && sorted[first] === Number.NEGATIVE_INFINITY) first++;
  while (end > first && sorted[end - 1] === Number.POSITIVE_INFINITY) end--;
  if (first === end) return 0;
  const least = sorted[first]!;
  for (let at = first + 1; at < end; at++) {
    if (sorted[at] !== sorted[at - 1] && Math.fround(sorted[at]!) === Math.fround(sorted[at - 1]!)) return least;
  }
  return Math.max(Math.abs(least), Math.abs(sorted[end - 1]!)) >= 2 ** 24 ? least : 0;
}

type Distinct = { distinct: Float32Array; counts: Int32Array };

function distinctValues(sorted: Float64Array, offset: number): Distinct {
  const distinct = new Float32Array(sorted.length);
  const counts = new Int32Array(sorted.length);
  let kept = 0;
  for (let at = 0; at < sorted.length; at++) {
    const read = shifted(sorted[at]!, offset);
    if (kept === 0 || distinct[kept - 1] !== read) distinct[kept++] = read;
    counts[kept - 1]!++;
  }
  return { distinct: distinct.subarray(0, kept), counts: counts.subarray(0, kept) };
}

/** Last distinct value of every bin but the last, one value per bin. */
function everyValue(distinct: number): number[] {
  return Array.from({ length: Math.max(0, distinct - 1) }, (_, at) => at);
}

/** Greedy equal frequency: the target is computed anew from what is left, and a heavy value closes the bin before it. */
function equalFrequency(counts: Int32Array, maxBins: number): number[] {
  const ends: number[] = [];
  let left = counts.reduce((sum, count) => sum + count, 0);
  let inBin = 0;
  for (let at = 0; at < counts.length - 1 && ends.length < maxBins - 1; at++) {
    inBin += counts[at]!;
    const target = left / (maxBins - ends.length);
    const heavyNext = counts[at + 1]! >= target && inBin >= target / 2;
    if (inBin < target && !heavyNext) continue;
    ends.push(at);
    left -= inBin;
    inBin = 0;
  }
  return ends;
}

/** float32 midpoint, or the lower value when rounding would reach the upper one (or the middle is no number). */
function cutBetween(lower: number, upper: number): number {
  const middle = Math.fround(lower + (upper - lower) / 2);
  return middle >= lower && middle < upper ? middle : lower;
}

/** Bin codes of a column into `bins` from `at` on: 8-step binary search, 255 for NaN. */
export function binNumbers(values: Float64Array, { cuts, offset }: NumberBinning, bins: Uint8Array, at: number): void {
  const ladder = new Float32Array(256).fill(Number.POSITIVE_INFINITY);
  ladder.set(cuts);
  for (let row = 0; row < values.length; row++) {
    const value = Math.fround(values[row]! - offset);
    let bin = 0;
    // Counts the cuts below the value: a cut at position p is below it when value > ladder[p].
    for (let step = 128; step > 0; step >>= 1) if (value > ladder[bin + step - 1]!) bin += step;
    bins[at + row] = Number.isNaN(value) ? MISSING_BIN : bin;
  }
}
