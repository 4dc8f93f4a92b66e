import { logGamma } from './gamma';

/** `hits` of `of` tries. */
export type Rate = { hits: number; of: number };

const logChoose = (n: number, k: number) => logGamma(n + 1) - logGamma(k + 1) - logGamma(n - k + 1);

/**
 * One-sided test of Fisher: the chance that `left` has as many hits or more, were the hits of both spread by lot. Exact, so
 * it holds for rare events and small numbers, where tests by a normal curve do not (Fisher 1935; Agresti, Categorical Data
 * Analysis, 3.5). 1 where `left` has no larger share; whole numbers with hits at most `of`.
 */
export function fisherGreater(left: Rate, right: Rate): number {
  if (left.of === 0 || right.of === 0 || left.hits * right.of <= right.hits * left.of) return 1;
  const hits = left.hits + right.hits;
  const all = left.of + right.of;
  let term = Math.exp(logChoose(left.of, left.hits) + logChoose(right.of, right.hits) - logChoose(all, hits));
  let sum = term;
  const last = Math.min(hits, left.of);
  // Beyond the mean every term is smaller than the one before.
  for (let k = left.hits; k < last; k += 1) {
    term *= ((left.of - k) * (hits - k)) / ((k + 1) * (right.of - hits + k + 1));
    sum += term;
    if (term < sum * 1e-16) break;
  }
  return Math.min(1, sum);
}
