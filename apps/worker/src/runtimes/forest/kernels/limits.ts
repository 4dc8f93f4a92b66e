// Regularisation of one tree in quantised units, worked out alike by every thread.
import { double, levels, word } from './layout';

export let gradientScale: f64 = 1;
export let hessianScale: f64 = 1;
export let l2: f64 = 0;
export let l1: f64 = 0;
export let l1Raw: f64 = 0;
export let minRows: f64 = 1;
export let maxDepth: i32 = 0;
export let minHessian: f64 = 0;
export let categoryL2: f64 = 0;
export let categorySmooth: f64 = 0;
export let groupRows: f64 = 100;
export let learningRate: f64 = 0.1;
export let quantile: f64 = 0.5;
/** Largest step of a leaf before the learning rate. */
export let longestStep: f64 = Infinity;

/** The largest gradient and hessian of the tree's rows say what one level stands for; all zero: 1. */
export function setLimits(largestGradient: f64, largestHessian: f64): void {
  gradientScale = (largestGradient > 0 ? largestGradient : 1) / <f64>levels;
  hessianScale = (largestHessian > 0 ? largestHessian : 1) / <f64>(2 * levels);
  l1Raw = double(1);
  // The 1e-9 keeps divisions finite when l2 is 0.
  l2 = double(0) / hessianScale + 1e-9;
  l1 = l1Raw / gradientScale;
  minRows = <f64>word(42);
  maxDepth = word(43);
  minHessian = 1e-3 / hessianScale;
  categoryL2 = 10 / hessianScale;
  categorySmooth = 10 / hessianScale;
  groupRows = 100;
  learningRate = double(2);
  quantile = double(5);
  longestStep = double(6);
}

/** Gradient with its L1 part taken off. */
// @ts-ignore: decorator
@inline
export function softThreshold(gradient: f64, amount: f64): f64 {
  return gradient > amount ? gradient - amount : gradient < -amount ? gradient + amount : 0;
}

/** G^2 / (H + l2). */
// @ts-ignore: decorator
@inline
export function leafScore(gradient: f64, hessian: f64): f64 {
  const g = softThreshold(gradient, l1);
  return (g * g) / (hessian + l2);
}
