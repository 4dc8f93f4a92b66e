import type { NetState } from '../nets/net-state';
import type { NetTrainer } from '../nets/net-trainer';
import { createPause } from '../turn-event-loop';
import { createKernelNet, type KernelNet } from './kernel-net';
import type { NetPlan } from './kernel-plan';
import { copiesOnThreads, netThreads } from './net-threads';
import type { NetEngine, NetWork } from './net-trainer';
import { ownKernels } from './own-kernels';
import { fromPanels, toPanels } from './panels';
import { firstParameters, orderOf } from './shape';

/** Products of two numbers after which the kernels let others have a turn: some milliseconds. */
const SLICE_PRODUCTS = 5e7;
/** Threads of their own leave others their turn, but calling them costs a tenth of a millisecond. */
const TEAM_SLICES = 8;

function sliceProducts(threads: number): number {
  return threads === 1 ? SLICE_PRODUCTS : SLICE_PRODUCTS * TEAM_SLICES * threads;
}

/** A net in kernels of our own: the same bits on every machine and any number of threads. */
export function kernelEngine(plan: NetPlan): NetEngine {
  const net = createKernelNet(plan);
  return {
    title: ownKernels.title,
    repeats: true,
    cells: { train: net.floats('cells'), validation: net.floats('heldCells') },
    trainer: (work, from) => createKernelTrainer(net, work, from),
  };
}

function createKernelTrainer(net: KernelNet, work: NetWork, from: NetState | null): NetTrainer {
  const { shape, train, validation, params, context } = work;
  const { learningRate, l2, copies } = params;
  const threads = netThreads(context.threads, net.plan);
  if (copies > 1) context.note(copiesOnThreads(copies, threads));
  fill(net, work, from);
  const steps = (from?.epoch ?? 0) * Math.ceil(train.rows / params.batchSize);
  const team = net.start({ learningRate, l2, steps, threads, signal: context.signal });
  const now = net.floats('parameters');
  const best = from === null ? now.slice() : toPanels(net.plan, from.best, new Float32Array(now.length));
  const pause = createPause(context);
  const slice = Math.ceil(sliceProducts(threads) / (3 * shape.parameters));
  return {
    async learn(epoch, interruptible) {
      await net.begin(orderOf(train.rows, { seed: context.seed, epoch }));
      while ((await net.learn(slice)) < train.rows) {
        await pause();
        if (interruptible && context.finish.aborted) return null;
      }
      await pause();
      return net.lossSum() / train.rows;
    },
    async judge() {
      if (validation === null) throw new Error('there are no validation rows to judge by');
      await net.begin(null);
      while ((await net.judge(slice)) < validation.rows) await pause();
      return net.lossSum() / validation.rows;
    },
    keepBest: () => best.set(now),
    best: () => Promise.resolve(fromPanels(net.plan, best)),
    read: () =>
      Promise.resolve({ parameters: net.read('parameters'), mean: net.read('mean'), square: net.read('square') }),
    // Its memory goes with it.
    dispose: () => team.stop(),
  };
}

/** All but the cells, which are there already. */
function fill(net: KernelNet, { train, validation, shape, context }: NetWork, from: NetState | null): void {
  net.floats('targets').set(train.targets);
  net.floats('weights').set(train.weights);
  if (validation !== null) {
    net.floats('heldTargets').set(validation.targets);
    net.floats('heldWeights').set(validation.weights);
  }
  net.write('parameters', from?.parameters ?? firstParameters(shape, context.seed));
  if (from === null) return;
  net.write('mean', from.mean);
  net.write('square', from.square);
}
