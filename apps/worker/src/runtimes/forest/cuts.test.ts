import { createRandom } from '@millrace/pipeline-core/seeded-random';
import { describe, expect, it } from 'vitest';
import { binCategories, categoryBinning, MAX_LEVELS, OTHER_BIN } from './categories';
import { binNumbers, MISSING_BIN, numberBinning, shifted } from './cuts';

const binningOf = (values: ArrayLike<number>, maxBins = 255) =>
  numberBinning({ name: 'x', values: Float64Array.from(values), maxBins });

/** Bin of one value by the definition: the number of cuts below it. */
function linearBin(value: number, { cuts, offset }: ReturnType<typeof binningOf>): number {
  if (Number.isNaN(value)) return MISSING_BIN;
  return cuts.filter((cut) => shifted(value, offset) > cut).length;
}

describe('cut points', () => {
  it('lie between each two of few distinct values', () => {
    expect([...binningOf([3, 1, 1, 2, Number.NaN]).cuts]).toEqual([1.5, 2.5]);
    expect([...binningOf([5, 5, 5]).cuts]).toEqual([]);
    expect([...binningOf([Number.NaN]).cuts]).toEqual([]);
  });

  it('take the lower value where float32 has nothing between', () => {
    const next = 1 + 2 ** -23;
    expect([...binningOf([1, next]).cuts]).toEqual([1]);
    expect([...binningOf([Number.NEGATIVE_INFINITY, 0, Number.POSITIVE_INFINITY]).cuts]).toEqual([
      Number.NEGATIVE_INFINITY,
      0,
    ]);
  });

  it('cut many values into bins of about equal frequency, heavy values alone', () => {
    const random = createRandom(1);
    const values = Float64Array.from({ length: 20_000 }, (_, i) => (i % 4 === 0 ? 0.25 : random.next()));
    const binning = binningOf(values, 64);
    const codes = new Uint8Array(values.length);
    binNumbers(values, binning, codes, 0);
    const counts = new Array<number>(64).fill(0);
    for (const code of codes) counts[code]!++;
    expect(binning.cuts.length).toBeLessThanOrEqual(63);
    expect(binning.cuts.length).toBeGreaterThan(55);
    const heavy = codes[0]!;
    expect(counts[heavy]).toBeLessThan(5600);
    for (const [code, count] of counts.entries())
      if (code !== heavy && code < binning.cuts.length) expect(count).toBeLessThan(600);
  });

  it('keep large integers and dates apart by an offset', () => {
    const start = 1_700_000_000_000_000;
    const binning = binningOf([start, start + 1, start + 2]);
    expect(binning.offset).toBe(start);
    expect([...binning.cuts]).toEqual([0.5, 1.5]);
    expect(binningOf([16_777_216, 16_777_217]).cuts.length).toBe(1);
  });

  it('give every value the bin that a linear search gives, at and beside each cut', () => {
    const random = createRandom(2);
    for (let round = 0; round < 30; round++) {
      const values = Float64Array.from({ length: 300 }, () =>
        random.int(8) === 0 ? Number.NaN : random.normal() * 10 ** random.int(6),
      );
      const binning = binningOf(values, 2 + random.int(254));
      const beside = [...binning.cuts].flatMap((cut) => [
        cut,
        cut + 1e-3,
        cut - 1e-3,
        Math.fround(cut * (1 + 2 ** -23)),
      ]);
      const probes = Float64Array.of(
        ...values,
        ...beside.map((value) => value + binning.offset),
        Number.POSITIVE_INFINITY,
        Number.NEGATIVE_INFINITY,
        -0,
      );
      const codes = new Uint8Array(probes.length);
      binNumbers(probes, binning, codes, 0);
      expect([...codes]).toEqual(Array.from(probes, (value) => linearBin(value, binning)));
    }
  });
});

describe('categories', () => {
  it('are ordered by frequency, rare and unseen ones share a bin', () => {
    const values = Array.from({ length: 1000 }, (_, i) => (i < 300 ? 'common' : i < 320 ? null : `rare ${i % 300}`));
    const binning = categoryBinning('c', values);
    expect(binning.levels).toHaveLength(MAX_LEVELS);
    expect(binning.levels[0]).toBe('common');
    const codes = new Uint8Array(4);
    binCategories(['common', null, 'never seen', binning.levels[252]!], binning, codes, 0);
    expect([...codes]).toEqual([0, MISSING_BIN, OTHER_BIN, 252]);
  });
});
