import { levelsFor } from './kernel-memory';
import type { Loss, LossRows } from './losses';
import { exp } from './numeric';
import type { ForestParams } from './params';
import { rowBits } from './quantise';
import type { Derive, SearchLimits } from './reference';

/** The kernels' derivatives in plain loops, float32 step by step; for tests. */
const f = Math.fround;

/** e^x as exp4 of kernels/numeric.ts takes it. */
export function exp32(x: number): number {
  const clamped = Math.max(Math.min(x, 87), -87);
  const k = Math.floor(f(f(clamped * f(Math.LOG2E)) + 0.5));
  let r = f(clamped - f(k * f(0.693359375)));
  r = f(r - f(k * f(-2.1219444e-4)));
  let sum = f(1.98756915e-4);
  for (const term of [1.3981999507e-3, 8.3334519073e-3, 4.1665795894e-2, 1.6666665459e-1, 5.0000001201e-1]) {
    sum = f(f(sum * r) + f(term));
  }
  sum = f(f(f(sum * f(r * r)) + r) + 1);
  return f(sum * 2 ** k);
}

function derivativesOf(
  loss: Loss,
  { target, rows }: LossRows,
  scores: Float64Array,
  output: number,
): { g: number[]; h: number[] } {
  const { outputs } = loss;
  const g: number[] = [];
  const h: number[] = [];
  const factor = outputs > 1 ? f(outputs / (outputs - 1)) : 1;
  for (let row = 0; row < rows; row++) {
    if (loss.name === 'Poisson deviance') {
      const count = exp32(f(scores[row]!));
      g.push(f(count - f(target[row]!)));
      h.push(count);
      continue;
    }
    if (loss.name === 'squared error') {
      g.push(f(scores[row]! - target[row]!));
      h.push(1);
      continue;
    }
    const p = outputs === 1 ? f(1 / f(1 + exp32(f(-scores[row]!)))) : softmax32(scores, row, outputs, output);
    const truth = outputs === 1 ? target[row]! : target[row] === output ? 1 : 0;
    g.push(f(p - truth));
    h.push(f(factor * f(p * f(1 - p))));
  }
  return { g, h };
}

function softmax32(scores: Float64Array, row: number, outputs: number, output: number): number {
  const own = Array.from({ length: outputs }, (_, k) => f(scores[row * outputs + k]!));
  const most = Math.max(...own);
  const exps = own.map((score) => exp32(f(score - most)));
  return f(exps[output]! / exps.reduce((sum, e) => f(sum + e), 0));
}

function limitsOf(params: ForestParams, scales: { gradient: number; hessian: number }): SearchLimits {
  return {
    l2: params.l2 / scales.hessian + 1e-9,
    l1: params.l1 / scales.gradient,
    minRows: params.minRowsPerLeaf,
    minHessian: 1e-3 / scales.hessian,
    categoryL2: 10 / scales.hessian,
    categorySmooth: 10 / scales.hessian,
    groupRows: 100,
  };
}

/** The trees of one round all start from the scores before it. Weights must be float32 numbers already. */
export function kernelDerivatives(): Derive {
  let before = new Float64Array(0);
  return (tree) => {
    if (tree.output === 0) before = tree.scores.slice();
    return derive({ ...tree, scores: before });
  };
}

const derive: Derive = ({ loss, train, scores, output, seed, params }) => {
  const { g, h } = derivativesOf(loss, train, scores, output);
  const levels = levelsFor(train.rows);
  const weight = (row: number) => (train.weights === null ? 1 : train.weights[row]!);
  const largestWeight = train.weights === null ? 1 : Math.max(...train.weights);
  const answerOf = (score: number) => (loss.name === 'Poisson deviance' ? exp(score) : score);
  const gradient = Float64Array.from(
    scores.subarray(0, train.rows),
    (score, row) => weight(row) * (answerOf(score) - train.target[row]!),
  );
  const counts = loss.name === 'Poisson deviance';
  const hessian = Float64Array.from({ length: train.rows }, (_, row) =>
    counts ? weight(row) * exp(scores[row]!) : weight(row),
  );
  const most = loss.bounds === null ? Math.max(...gradient.map(Math.abs)) : loss.bounds.gradient * largestWeight;
  const mostHessian = counts ? Math.max(...hessian) : (loss.bounds?.hessian ?? 1) * largestWeight;
  const scales = {
    gradient: (most > 0 ? most : 1) / levels,
    hessian: (mostHessian > 0 ? mostHessian : 1) / (2 * levels),
  };
  const whole = (value: number, scale: number, random: number, low: number, high: number) =>
    BigInt(Math.min(high, Math.max(low, Math.floor(f(f(value * f(1 / scale)) + random / 65_536)))));
  const gq: bigint[] = [];
  const hq: bigint[] = [];
  for (let row = 0; row < train.rows; row++) {
    const bits = rowBits(seed, row);
    gq.push(whole(f(g[row]! * weight(row)), scales.gradient, bits & 0xffff, -levels, levels));
    hq.push(whole(f(h[row]! * weight(row)), scales.hessian, bits >>> 16, 1, 2 * levels));
  }
  return { gradient, hessian, gq, hq, scales, limits: limitsOf(params, scales) };
};
