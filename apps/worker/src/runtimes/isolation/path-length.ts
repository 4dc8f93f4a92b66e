import { log } from '../forest/numeric';

const eulerGamma = 0.5772156649015329;

/**
 * Mean number of steps to a row in a random binary tree of so many rows: c(n) = 2 H(n - 1) - 2 (n - 1) / n with
 * H(i) = ln i + Euler's constant (Liu, Ting and Zhou 2008).
 */
export function meanPath(rows: number): number {
  if (rows <= 1) return 0;
  if (rows === 2) return 1;
  return 2 * (log(rows - 1) + eulerGamma) - (2 * (rows - 1)) / rows;
}
