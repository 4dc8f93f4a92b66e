import { describe, expect, it } from 'vitest';
import { dimensionSchema } from './space';
import { unitOf, valueAt } from './units';

describe('a dimension', () => {
  it('is refused when its bounds are the wrong way round, its logarithm has no value, or it is of two kinds', () => {
    const reads = (dimension: unknown) => dimensionSchema.safeParse(dimension).success;
    expect(reads({ int: [1, 5] })).toBe(true);
    expect(reads({ real: [1e-4, 1], log: true })).toBe(true);
    expect(reads({ choice: ['a', true, 3], when: { param: 'p', is: ['x'] } })).toBe(true);
    expect(reads({ int: [5, 1] })).toBe(false);
    expect(reads({ int: [0.5, 2] })).toBe(false);
    expect(reads({ int: [0, 5], log: true })).toBe(false);
    expect(reads({ real: [0, 1], log: true })).toBe(false);
    expect(reads({ choice: [] })).toBe(false);
    expect(reads({ int: [1, 5], choice: ['a'] })).toBe(false);
  });

  it('gives each whole number a stretch of its own, from end to end', () => {
    for (const scale of [{ int: [3, 9] as [number, number] }, { int: [1, 512] as [number, number], log: true }]) {
      const [least, most] = scale.int;
      expect([valueAt(scale, 0), valueAt(scale, 1)]).toEqual([least, most]);
      for (let value = least; value <= most; value++) expect(valueAt(scale, unitOf(scale, value))).toBe(value);
    }
    const counts = new Map<number, number>();
    for (let at = 0; at < 700; at++) {
      const value = valueAt({ int: [3, 9] }, (at + 0.5) / 700);
      counts.set(value, (counts.get(value) ?? 0) + 1);
    }
    expect([...counts.values()]).toEqual([100, 100, 100, 100, 100, 100, 100]);
  });

  it('has twice as much at equal steps where it has a logarithm, rounded to twelve digits', () => {
    const scale = { real: [0.01, 100] as [number, number], log: true };
    expect([0, 0.25, 0.5, 0.75, 1].map((unit) => valueAt(scale, unit))).toEqual([0.01, 0.1, 1, 10, 100]);
    expect(unitOf(scale, 1)).toBeCloseTo(0.5, 12);
    expect(String(valueAt({ real: [0, 1] }, 1 / 3))).toBe('0.333333333333');
  });
});
