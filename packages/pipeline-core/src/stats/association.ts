import { fTail } from './beta';

export type FTest = { f: number; p: number };

/** Rows, mean and population variance of a group. */
export type Group = { rows: number; mean: number; variance: number };

/**
 * One-way analysis of variance (Fisher 1925): F = (sum n_g (m_g - m)^2 / (k - 1)) / (sum n_g v_g / (n - k)), with k - 1
 * and n - k degrees of freedom. Null when there are fewer than two groups, no more rows than groups, or nothing varies.
 */
export function anova(groups: readonly Group[]): FTest | null {
  const used = groups.filter(({ rows }) => rows > 0);
  const n = used.reduce((sum, { rows }) => sum + rows, 0);
  const [d1, d2] = [used.length - 1, n - used.length];
  if (d1 < 1 || d2 < 1) return null;
  const mean = used.reduce((sum, group) => sum + group.rows * group.mean, 0) / n;
  const between = used.reduce((sum, group) => sum + group.rows * (group.mean - mean) ** 2, 0);
  const within = used.reduce((sum, group) => sum + group.rows * group.variance, 0);
  if (within === 0) return between === 0 ? null : { f: Number.MAX_VALUE, p: 0 };
  const f = between / d1 / (within / d2);
  return { f, p: fTail(f, d1, d2) };
}

/**
 * F of a straight line through n points with Pearson's correlation r: r^2 / (1 - r^2) (n - 2), with 1 and n - 2 degrees
 * of freedom (the square of the t test of r).
 */
export function correlationTest(r: number, n: number): FTest | null {
  if (n < 3 || !Number.isFinite(r)) return null;
  const rest = 1 - r * r;
  if (rest <= 0) return { f: Number.MAX_VALUE, p: 0 };
  const f = ((r * r) / rest) * (n - 2);
  return { f, p: fTail(f, 1, n - 2) };
}

/**
 * Mutual information of a table of counts in nats (Shannon 1948): sum p(x,y) ln(p(x,y) / (p(x) p(y))), less what chance
 * alone makes of it, (r - 1)(c - 1) / 2n (Miller 1955): else columns of many values would always win. Never below 0.
 */
export function mutualInformation(table: readonly (readonly number[])[]): number {
  const rowSums = table.map((row) => row.reduce((sum, count) => sum + count, 0));
  const columnSums = (table[0] ?? []).map((_, column) => table.reduce((sum, row) => sum + (row[column] ?? 0), 0));
  const n = rowSums.reduce((sum, count) => sum + count, 0);
  if (n === 0) return 0;
  let sum = 0;
  table.forEach((row, r) => {
    row.forEach((count, c) => {
      if (count > 0) sum += (count / n) * Math.log((count * n) / ((rowSums[r] ?? 0) * (columnSums[c] ?? 0)));
    });
  });
  const used = (sums: readonly number[]) => sums.filter((value) => value > 0).length;
  return Math.max(0, sum - ((used(rowSums) - 1) * (used(columnSums) - 1)) / (2 * n));
}
