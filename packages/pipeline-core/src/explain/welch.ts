import { fTail } from '../stats/beta';

/** Sums of a group of numbers: how many, their sum, the sum of their squares. */
export type Sums = { rows: number; sum: number; squares: number };

export type WelchResult = {
  /** Mean of the first less mean of the second. */
  gap: number;
  /** Its 95 % interval. */
  interval: [number, number];
  /** Probability of a gap at least as large when the first is not larger. */
  p: number;
};

/** P(T >= t) of Student's t, from the F distribution of its square. */
export function tTail(t: number, freedom: number): number {
  const half = fTail(t * t, 1, freedom) / 2;
  return t >= 0 ? half : 1 - half;
}

/** The t above which a share of the distribution lies, for a share below one half. */
export function tQuantile(share: number, freedom: number): number {
  let low = 0;
  let high = 1;
  while (tTail(high, freedom) > share && high < 1e9) high *= 2;
  for (let step = 0; step < 100; step++) {
    const middle = (low + high) / 2;
    if (tTail(middle, freedom) > share) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** One-sided p of Welch's test whether the first group's mean is larger; null with fewer than two rows in either. */
export function welchP(a: Sums, b: Sums): number | null {
  const facts = welchFacts(a, b);
  if (facts === null) return null;
  if (facts.error === 0) return facts.gap > 0 ? 0 : 1;
  return tTail(facts.gap / facts.error, facts.freedom);
}

/**
 * Welch's comparison of two means with unequal variances (Welch 1947; degrees of freedom of Satterthwaite 1946); null with
 * fewer than two rows in either group.
 */
export function welch(a: Sums, b: Sums): WelchResult | null {
  const facts = welchFacts(a, b);
  const p = welchP(a, b);
  if (facts === null || p === null) return null;
  const half = facts.error === 0 ? 0 : tQuantile(0.025, facts.freedom) * facts.error;
  return { gap: facts.gap, interval: [facts.gap - half, facts.gap + half], p };
}

function welchFacts(a: Sums, b: Sums): { gap: number; error: number; freedom: number } | null {
  if (a.rows < 2 || b.rows < 2) return null;
  const [x, y] = [meanVariance(a), meanVariance(b)];
  const square = x + y;
  const gap = a.sum / a.rows - b.sum / b.rows;
  const freedom = square === 0 ? 1 : square ** 2 / (x ** 2 / (a.rows - 1) + y ** 2 / (b.rows - 1));
  return { gap, error: Math.sqrt(square), freedom };
}

/** Variance of the mean of a group. */
function meanVariance({ rows, sum, squares }: Sums): number {
  return Math.max(0, squares - (sum * sum) / rows) / (rows - 1) / rows;
}

/** The sums of the rows that are in the first and not in the second, which lies within it. */
export function without(all: Sums, some: Sums): Sums {
  return { rows: all.rows - some.rows, sum: all.sum - some.sum, squares: all.squares - some.squares };
}
