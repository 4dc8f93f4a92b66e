// Adam (Kingma and Ba 2015), operation for operation as adam.ts defines it.
import {
  copyBytes,
  countPowers,
  gradient,
  l2,
  learningRate,
  mean,
  parameters,
  power1,
  power2,
  square,
} from './layout';

const BETA1: f64 = 0.9;
const BETA2: f64 = 0.999;
const EPSILON: f64 = 1e-7;

/** Counts a step; answers with its size. */
export function countStep(): f32 {
  countPowers(BETA1, BETA2);
  return <f32>((learningRate * Math.sqrt(1 - power2)) / (1 - power1));
}

/**
 * Moves the parameters in `from` to `to`, bytes among them, a multiple of 16; `penalised`: weights, not intercepts. Before,
 * the gradients of the first `used` copies are added up, always in this order.
 */
export function move(from: usize, to: usize, size: f32, penalised: bool, used: i32): void {
  const keepMean = f32x4.splat(<f32>BETA1);
  const addMean = f32x4.splat(<f32>(1 - BETA1));
  const keepSquare = f32x4.splat(<f32>BETA2);
  const addSquare = f32x4.splat(<f32>(1 - BETA2));
  const small = f32x4.splat(<f32>EPSILON);
  const penalty = f32x4.splat(penalised ? <f32>l2 : 0);
  const step = f32x4.splat(size);
  for (let at = from; at < to; at += 16) {
    const before = v128.load(parameters + at);
    let total = v128.load(gradient + at);
    for (let copy = 1; copy < used; copy++)
      total = f32x4.add(total, v128.load(gradient + <usize>copy * copyBytes + at));
    if (used > 1) v128.store(gradient + at, total);
    const towards = f32x4.add(total, f32x4.mul(penalty, before));
    const nextMean = f32x4.add(f32x4.mul(v128.load(mean + at), keepMean), f32x4.mul(towards, addMean));
    const nextSquare = f32x4.add(
      f32x4.mul(v128.load(square + at), keepSquare),
      f32x4.mul(f32x4.mul(towards, towards), addSquare),
    );
    v128.store(mean + at, nextMean);
    v128.store(square + at, nextSquare);
    const way = f32x4.div(f32x4.mul(nextMean, step), f32x4.add(f32x4.sqrt(nextSquare), small));
    v128.store(parameters + at, f32x4.sub(before, way));
  }
}
