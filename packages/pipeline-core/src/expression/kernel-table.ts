import * as kernels from './kernels';
import * as trigonometry from './kernels-trigonometry';
import { similarity } from './similarity';

/** A kernel as the database registers it: null for every null argument, null for NaN. */
export type ExpressionKernel =
  | { name: string; over: 'numbers'; arity: 1; apply: (x: number) => number }
  | { name: string; over: 'numbers'; arity: 2; apply: (x: number, y: number) => number }
  | { name: string; over: 'texts'; arity: 2; apply: (a: string, b: string) => number };

function one(name: string, apply: (x: number) => number): ExpressionKernel {
  return { name: `mr_${name}`, over: 'numbers', arity: 1, apply };
}

function two(name: string, apply: (x: number, y: number) => number): ExpressionKernel {
  return { name: `mr_${name}`, over: 'numbers', arity: 2, apply };
}

/** Every kernel that SQL made by this language may call. */
export const expressionKernels: readonly ExpressionKernel[] = [
  one('exp', kernels.exp),
  one('ln', kernels.ln),
  one('log2', kernels.log2),
  one('log10', kernels.log10),
  one('log1p', kernels.log1p),
  one('expm1', kernels.expm1),
  one('cbrt', kernels.cbrt),
  one('tanh', kernels.tanh),
  one('sigmoid', kernels.sigmoid),
  one('logit', kernels.logit),
  one('sin', trigonometry.sin),
  one('cos', trigonometry.cos),
  one('tan', trigonometry.tan),
  one('asin', trigonometry.asin),
  one('acos', trigonometry.acos),
  one('atan', trigonometry.atan),
  two('atan2', trigonometry.atan2),
  two('pow', kernels.pow),
  two('cycle_sin', trigonometry.cycleSin),
  two('cycle_cos', trigonometry.cycleCos),
  { name: 'mr_similarity', over: 'texts', arity: 2, apply: similarity },
];
