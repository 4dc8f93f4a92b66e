import { assertNever } from '@millrace/pipeline-core/exhaustive';
import { weightedMean } from '../numeric-features';
import { coordinateDescent } from './coordinate-descent';
import { crossMoments, type Moments } from './gram';
import type { LinearParams } from './params';
import { solvePivoted } from './pivoted-cholesky';

export type LinearSolution = {
  /** Coefficients of the standardised columns. */
  standardised: Float64Array;
  solver: string;
  iterations: number;
  /** Columns left out because others determine them. */
  collinear: number;
};

/**
 * Least squares on standardised columns and a centred target, n rows, coefficients b of the standardised columns:
 * ridge ||y - Xb||^2 + strength ||b||^2; lasso and elastic net ||y - Xb||^2 / 2n + strength (r |b|_1 + (1 - r)/2 ||b||^2).
 * The intercept is not penalised. Collinear columns: see `solvePivoted`.
 */
export async function solveLinear(options: {
  matrix: Float64Array;
  target: Float64Array;
  weights: Float64Array | null;
  width: number;
  params: LinearParams;
  pause(): Promise<void>;
}): Promise<LinearSolution> {
  const { matrix, target, weights, width, params, pause } = options;
  const cross = crossMoments({ matrix, target, weights, width });
  const total = weights === null ? target.length : weights.reduce((sum, weight) => sum + weight, 0);
  const spread = Math.sqrt(
    weightedMean(
      target.map((value) => value * value),
      weights,
    ),
  );
  switch (params.penalty) {
    case 'none':
      return direct(cross, 0);
    case 'ridge':
      return direct(cross, params.strength / total);
    case 'lasso':
    case 'elastic-net': {
      const ratio = params.penalty === 'lasso' ? 1 : params.l1Share;
      const result = await coordinateDescent({
        moments: cross,
        l1: new Float64Array(width).fill(params.strength * ratio),
        l2: new Float64Array(width).fill(params.strength * (1 - ratio)),
        maxIterations: params.maxIterations,
        tolerance: params.tolerance * (spread > 0 ? spread : 1),
        pause,
      });
      return {
        standardised: result.solution,
        solver: 'coordinate descent',
        iterations: result.iterations,
        collinear: 0,
      };
    }
    default:
      return assertNever(params.penalty);
  }
}

function direct(cross: Moments, strength: number): LinearSolution {
  const { width } = cross;
  const gram = cross.gram.slice();
  for (let i = 0; i < width; i++) gram[i * width + i]! += gram[i * width + i] === 0 ? 0 : strength;
  const { solution, rank } = solvePivoted(gram, cross.correlation, width);
  return { standardised: solution, solver: 'Cholesky', iterations: 1, collinear: width - rank };
}
