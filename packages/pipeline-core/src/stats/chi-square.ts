import { upperGamma } from './gamma';

export type ChiSquareResult = { statistic: number; degreesOfFreedom: number; p: number };

/** P(X >= x) of the chi-square distribution. */
export function chiSquareTail(x: number, degreesOfFreedom: number): number {
  return upperGamma(degreesOfFreedom / 2, x / 2);
}

/** Goodness of fit: sum (observed - expected)^2 / expected, k - 1 degrees of freedom. Equal lengths, expected > 0. */
export function chiSquareTest(observed: readonly number[], expected: readonly number[]): ChiSquareResult {
  if (observed.length !== expected.length)
    throw new RangeError('chiSquareTest: observed and expected differ in length');
  let statistic = 0;
  for (let i = 0; i < observed.length; i++) statistic += (observed[i]! - expected[i]!) ** 2 / expected[i]!;
  const degreesOfFreedom = observed.length - 1;
  return { statistic, degreesOfFreedom, p: chiSquareTail(statistic, degreesOfFreedom) };
}

/** Homogeneity of a table of counts (rows x columns); rows and columns that are all zero are left out. */
export function contingencyTest(table: readonly (readonly number[])[]): ChiSquareResult {
  const rowSums = table.map((row) => row.reduce((sum, count) => sum + count, 0));
  const columnSums = (table[0] ?? []).map((_, column) => table.reduce((sum, row) => sum + row[column]!, 0));
  const total = rowSums.reduce((sum, count) => sum + count, 0);
  let statistic = 0;
  table.forEach((row, r) => {
    row.forEach((count, c) => {
      const expected = (rowSums[r]! * columnSums[c]!) / total;
      if (expected > 0) statistic += (count - expected) ** 2 / expected;
    });
  });
  const used = (sums: readonly number[]) => sums.filter((sum) => sum > 0).length;
  const degreesOfFreedom = (used(rowSums) - 1) * (used(columnSums) - 1);
  return { statistic, degreesOfFreedom, p: degreesOfFreedom > 0 ? chiSquareTail(statistic, degreesOfFreedom) : 1 };
}
