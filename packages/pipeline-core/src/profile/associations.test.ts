import { describe, expect, it } from 'vitest';
import { associationOf, ranksOf } from './associations';

const number = (name: string, values: number[]) => ({
  name,
  kind: 'number' as const,
  values: Float64Array.from(values),
});
const category = (name: string, codes: number[]) => ({
  name,
  kind: 'category' as const,
  codes: Int32Array.from(codes),
  categories: Math.max(...codes) + 1,
});
const rows = Array.from({ length: 200 }, (_, at) => at);

describe('associationOf', () => {
  it('is Pearson and Spearman for two numbers, without rows where one is missing', () => {
    const x = number('x', [...rows, 5]);
    const y = number('y', [...rows.map((at) => at ** 3), Number.NaN]);
    const found = associationOf(x, y, { a: ranksOf(x.values), b: ranksOf(y.values) });
    expect(found).toMatchObject({ kind: 'correlation', rows: 200 });
    expect(found.spearman).toBeGreaterThan(0.999);
    expect(found.value).toBeLessThan(0.95);
    expect(
      associationOf(
        x,
        number(
          'z',
          rows.map((at) => -2 * at),
        ),
      ).value,
    ).toBeCloseTo(-1, 9);
  });

  it('is 1 for a category that decides another, near 0 for one that has nothing to do with it', () => {
    const a = category(
      'a',
      rows.map((at) => at % 4),
    );
    expect(
      associationOf(
        a,
        category(
          'b',
          rows.map((at) => (at % 4) >> 1),
        ),
      ).value,
    ).toBeGreaterThan(0.98);
    expect(
      associationOf(
        a,
        category(
          'c',
          rows.map((at) => Math.floor(at / 4) % 2),
        ),
      ).value,
    ).toBeLessThan(0.01);
  });

  it('is the share of the spread between the categories for one of each', () => {
    const a = category(
      'a',
      rows.map((at) => at % 2),
    );
    expect(
      associationOf(
        a,
        number(
          'x',
          rows.map((at) => at % 2),
        ),
      ).value,
    ).toBeCloseTo(1, 9);
    expect(
      associationOf(
        number(
          'x',
          rows.map((at) => Math.floor(at / 2)),
        ),
        a,
      ).value,
    ).toBeCloseTo(0, 9);
  });

  it('says nothing of a constant', () => {
    expect(
      associationOf(
        number('x', rows),
        number(
          'y',
          rows.map(() => 1),
        ),
      ).value,
    ).toBeNull();
  });
});

describe('ranksOf', () => {
  it('shares ranks among ties', () => {
    expect([...ranksOf(Float64Array.from([5, 1, 5, Number.NaN]))]).toEqual([1.5, 0, 1.5, Number.NaN]);
  });
});
