import type { Moments } from './gram';
import { softThreshold } from './soft-threshold';

export type DescentResult = { solution: Float64Array; iterations: number };

/**
 * Minimises 1/2 b'Gb - c'b + sum l1_j |b_j| + 1/2 sum l2_j b_j^2 by cyclic coordinate descent on the moments (Friedman,
 * Hastie and Tibshirani 2010, covariance updates). Ends when no coefficient moves the fit by more than `tolerance`.
 */
export async function coordinateDescent(options: {
  moments: Moments;
  l1: Float64Array;
  l2: Float64Array;
  maxIterations: number;
  tolerance: number;
  pause(): Promise<void>;
}): Promise<DescentResult> {
  const { moments, l1, l2, maxIterations, tolerance, pause } = options;
  const { width, gram, correlation } = moments;
  const solution = new Float64Array(width);
  /** c - G b, kept up to date. */
  const gradient = correlation.slice();
  let iterations = 0;
  while (iterations < maxIterations) {
    iterations++;
    await pause();
    let moved = 0;
    for (let j = 0; j < width; j++) {
      const diagonal = gram[j * width + j]!;
      if (diagonal <= 0) continue;
      const before = solution[j]!;
      const after = softThreshold(gradient[j]! + diagonal * before, l1[j]!) / (diagonal + l2[j]!);
      const step = after - before;
      if (step === 0) continue;
      solution[j] = after;
      for (let i = 0; i < width; i++) gradient[i]! -= gram[j * width + i]! * step;
      moved = Math.max(moved, Math.abs(step) * Math.sqrt(diagonal));
    }
    if (moved <= tolerance) break;
  }
  return { solution, iterations };
}
