import type { NetState } from '../nets/net-state';
import type { NetTrainer } from '../nets/net-trainer';
import { createPause } from '../turn-event-loop';
import { createKernelNet, type KernelNet } from './kernel-net';
import type { NetPlan } from './kernel-plan';
import type { NetEngine, NetWork } from './net-trainer';
import { ownKernels } from './own-kernels';
import { fromPanels, toPanels } from './panels';
import { firstParameters, orderOf } from './shape';

/** Products of two numbers after which the kernels let others have a turn: some milliseconds. */
const SLICE_PRODUCTS = 5e7;

/** A net in kernels of our own, on one thread: the same bits on every machine. */
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
  const { learningRate, l2 } = params;
  fill(net, work, from);
  net.start({ learningRate, l2, steps: (from?.epoch ?? 0) * Math.ceil(train.rows / params.batchSize) });
  const now = net.floats('parameters');
  const best = from === null ? now.slice() : toPanels(net.plan, from.best, new Float32Array(now.length));
  const pause = createPause(context);
  const slice = Math.ceil(SLICE_PRODUCTS / (3 * shape.parameters));
  return {
    async learn(epoch, interruptible) {
      net.begin(orderOf(train.rows, { seed: context.seed, epoch }));
      while (net.learn(slice) < train.rows) {
        await pause();
        if (interruptible && context.finish.aborted) return null;
      }
      await pause();
      return net.lossSum() / train.rows;
    },
    async judge() {
      if (validation === null) throw new Error('there are no validation rows to judge by');
      net.begin(null);
      while (net.judge(slice) < validation.rows) await pause();
      return net.lossSum() / validation.rows;
    },
    keepBest: () => best.set(now),
    best: () => Promise.resolve(fromPanels(net.plan, best)),
    read: () =>
      Promise.resolve({ parameters: net.read('parameters'), mean: net.read('mean'), square: net.read('square') }),
    // Its memory goes with it.
    dispose: () => undefined,
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
