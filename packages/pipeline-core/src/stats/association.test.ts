import { describe, expect, it } from 'vitest';
import { anova, correlationTest, fTail, incompleteBeta, mutualInformation, symmetricEigen } from './index';

// Reference numbers by scipy 1.16 and scikit-learn 1.9 (f.sf, beta.cdf, f_oneway, f_regression, mutual_info_score).
describe('association', () => {
  it('knows the tail of the F distribution and the beta function', () => {
    expect(incompleteBeta(0.2, 2, 3)).toBeCloseTo(0.1808, 14);
    expect(incompleteBeta(0.9, 0.5, 0.5)).toBeCloseTo(0.7951672353008665, 13);
    expect(incompleteBeta(0.5, 30, 10) / 0.00053250981727615).toBeCloseTo(1, 11);
    expect(fTail(2.5, 3, 20)).toBeCloseTo(0.08884375193768917, 14);
    expect(fTail(0.4, 1, 5)).toBeCloseTo(0.55487828305637, 13);
    expect(fTail(150, 2, 147) / 3.163888382440276e-36).toBeCloseTo(1, 9);
    expect(fTail(1, 10, 10)).toBeCloseTo(0.5, 14);
  });

  it('compares the means of groups', () => {
    const groups = [
      { rows: 4, mean: 2.375, variance: 1.171875 },
      { rows: 3, mean: 4, variance: 2 / 3 },
      { rows: 5, mean: 8.5, variance: 0.8 },
    ];
    const found = anova(groups);
    expect(found?.f).toBeCloseTo(38.09649122807007, 11);
    expect(found?.p).toBeCloseTo(4.048313080081093e-5, 15);
    expect(anova(groups.slice(0, 1))).toBeNull();
    expect(anova(groups.map((group) => ({ ...group, mean: 1, variance: 0 })))).toBeNull();
  });

  it('tests a correlation', () => {
    const found = correlationTest(0.9278592214623379, 6);
    expect(found?.f).toBeCloseTo(24.76099121, 7);
    expect(found?.p).toBeCloseTo(0.00761872, 7);
    expect(correlationTest(1, 5)?.p).toBe(0);
    expect(correlationTest(0.4, 2)).toBeNull();
  });

  it('measures what one thing tells about another, less what chance makes of it', () => {
    const table = [
      [10, 20, 30],
      [6, 2, 1],
      [0, 4, 9],
    ];
    expect(mutualInformation(table)).toBeCloseTo(0.10216221534442665 - 4 / (2 * 82), 14);
    expect(
      mutualInformation([
        [5, 5],
        [5, 5],
      ]),
    ).toBe(0);
  });
});

describe('eigenvectors of a symmetric matrix', () => {
  it('are orthogonal, of length 1, and give the matrix back', () => {
    const size = 6;
    const matrix = new Float64Array(size * size);
    for (let i = 0; i < size; i++)
      for (let j = 0; j < size; j++) matrix[i * size + j] = ((i * j + i + j) % 5) - (i === j ? i : 0);
    const eigen = symmetricEigen(matrix, size);
    expect(eigen.map(({ value }) => value)).toEqual(eigen.map(({ value }) => value).sort((a, b) => b - a));
    for (let i = 0; i < size; i++) {
      for (let j = 0; j < size; j++) {
        const back = eigen.reduce((sum, { value, vector }) => sum + value * (vector[i] ?? 0) * (vector[j] ?? 0), 0);
        expect(back).toBeCloseTo(matrix[i * size + j] ?? Number.NaN, 11);
        const product = eigen[i]?.vector.reduce((sum, value, at) => sum + value * (eigen[j]?.vector[at] ?? 0), 0);
        expect(product).toBeCloseTo(i === j ? 1 : 0, 12);
      }
    }
  });

  it('have a sign that does not depend on chance', () => {
    const [first, second] = symmetricEigen(Float64Array.of(2, -1, -1, 2), 2);
    expect(first?.value).toBeCloseTo(3, 14);
    expect([...(first?.vector ?? [])].map((value) => Math.round(value * 1e6) / 1e6)).toEqual([
      Math.round(Math.SQRT1_2 * 1e6) / 1e6,
      -Math.round(Math.SQRT1_2 * 1e6) / 1e6,
    ]);
    expect([...(second?.vector ?? [])].every((value) => value > 0)).toBe(true);
  });
});
