import { incompleteBeta } from './beta';
import type { Rate } from './fisher-exact';

/**
 * Chance of as many hits or more in so many independent tries of which each hits with chance `p` in [0, 1]: the upper tail
 * of the binomial distribution, as an incomplete beta function (Abramowitz and Stegun 26.5.24).
 */
export function binomialGreater({ hits, of }: Rate, p: number): number {
  return hits <= 0 ? 1 : incompleteBeta(p, hits, of - hits + 1);
}
