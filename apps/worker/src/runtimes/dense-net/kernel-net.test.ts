import { createRandom } from '@millrace/pipeline-core/seeded-random';
import { describe, expect, it } from 'vitest';
import type { TargetTask } from '../model-runtime';
import { createKernelNet, type KernelNet } from './kernel-net';
import { planNet } from './kernel-plan';
import type { NetRows } from './net-rows';
import { firstParameters, shapeOf } from './shape';
import { plainLoss } from './testing/plain-net';

const outputsOf: Record<TargetTask, number> = { binary: 1, multiclass: 5, regression: 1 };
const tasks: TargetTask[] = ['binary', 'multiclass', 'regression'];
const settings = { learningRate: 0.01, l2: 0.02, steps: 0, threads: 1, signal: new AbortController().signal };

function randomRows(rows: number, width: number, task: TargetTask): NetRows {
  const random = createRandom(rows + width);
  return {
    ...{ rows, width },
    cells: Float32Array.from({ length: rows * width }, () => random.normal()),
    targets: Float32Array.from({ length: rows }, () =>
      task === 'regression' ? random.normal() : random.int(task === 'binary' ? 2 : outputsOf[task]),
    ),
    weights: Float32Array.from({ length: rows }, () => 2 * random.next()),
  };
}

/** A net of odd widths whose parameters are not small, so that sums are on both sides of 0. */
function made(task: TargetTask, sizes: { rows: number; batchSize: number; hidden: number[]; copies?: number }) {
  const { rows, batchSize, hidden, copies = 1 } = sizes;
  const shape = shapeOf([7, ...hidden, outputsOf[task]]);
  const plan = planNet({ task, shape, rows, heldRows: rows, batchSize, copies });
  if (plan === null) throw new Error('unreachable');
  const net = createKernelNet(plan);
  const table = randomRows(rows, 7, task);
  for (const part of ['cells', 'targets', 'weights'] as const) net.floats(part).set(table[part]);
  net.floats('heldCells').set(table.cells);
  net.floats('heldTargets').set(table.targets);
  net.floats('heldWeights').set(table.weights);
  const parameters = firstParameters(shape, 4).map((value) => 2 * value);
  net.write('parameters', parameters);
  net.start(settings);
  return { net, shape, table, parameters };
}

const ownOrder = (rows: number) => Int32Array.from({ length: rows }, (_, row) => row);

/** Calls until an epoch is done, `most` rows at a time. */
async function epoch(net: KernelNet, order: Int32Array, most = order.length): Promise<void> {
  await net.begin(order);
  while ((await net.learn(most)) < order.length);
}

describe('the kernels of dense nets', () => {
  const partings = tasks.flatMap((task) => [1, 3].map((copies) => ({ task, copies })));
  it.each(partings)(
    '$task, $copies copies: have the losses of plain arithmetic, and the gradients that differences of them show',
    async ({ task, copies }) => {
      const rows = 303; // two pieces of one batch, the second not of whole steps
      const { net, shape, table, parameters } = made(task, { rows, batchSize: rows, hidden: [13, 9], copies });
      await epoch(net, ownOrder(rows));
      const at = Float64Array.from(parameters);
      const loss = (values: Float64Array) => plainLoss({ shape, task }, values, { rows: table, count: rows });
      // Half of it has answer - target as gradient.
      const unit = task === 'regression' ? 2 : 1;
      expect(net.lossSum() / rows / (unit * loss(at))).toBeCloseTo(1, 5);
      const gradient = net.read('gradient');
      expect(gradient.filter((value) => value !== 0).length).toBeGreaterThan(gradient.length / 2);
      const largest = gradient.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
      for (let one = 0; one < at.length; one++) {
        const [up, down] = [at.slice(), at.slice()];
        up[one]! += 1e-5;
        down[one]! -= 1e-5;
        const difference = (loss(up) - loss(down)) / 2e-5;
        expect(Math.abs(gradient[one]! - difference), `parameter ${one}`).toBeLessThan(2e-4 * largest);
      }
    },
  );

  it('move parameters as Adam is defined, to the bit', async () => {
    const { net, shape, parameters } = made('binary', { rows: 10, batchSize: 5, hidden: [6] });
    const mean = new Float32Array(shape.parameters);
    const square = new Float32Array(shape.parameters);
    const { fround } = Math;
    const penalised = (one: number) => shape.layers.some((layer) => one >= layer.weights && one < layer.intercepts);
    let [power1, power2] = [1, 1];
    await net.begin(ownOrder(10));
    for (let step = 0; step < 2; step++) {
      await net.learn(5);
      const gradient = net.read('gradient');
      power1 *= 0.9;
      power2 *= 0.999;
      const size = fround((settings.learningRate * Math.sqrt(1 - power2)) / (1 - power1));
      for (let one = 0; one < shape.parameters; one++) {
        const penalty = penalised(one) ? fround(fround(settings.l2) * parameters[one]!) : 0;
        const towards = fround(gradient[one]! + penalty);
        mean[one] = fround(mean[one]! * fround(0.9)) + fround(towards * fround(1 - 0.9));
        square[one] = fround(square[one]! * fround(0.999)) + fround(fround(towards * towards) * fround(1 - 0.999));
        const below = fround(fround(Math.sqrt(square[one]!)) + fround(1e-7));
        parameters[one]! -= fround(fround(mean[one]! * size) / below);
      }
    }
    expect(net.read('mean')).toEqual(mean);
    expect(net.read('square')).toEqual(square);
    expect(net.read('parameters')).toEqual(parameters);
  });

  it.each(partings)(
    '$task, $copies copies: keep no trace of padding, nor of where a call ended',
    async ({ task, copies }) => {
      const order = ownOrder(150).reverse();
      const sizes = { rows: 150, batchSize: 37, hidden: [13, 1, 9], copies };
      const whole = made(task, sizes).net;
      for (let time = 0; time < 3; time++) await epoch(whole, order);
      const cut = made(task, sizes).net;
      for (let time = 0; time < 3; time++) await epoch(cut, order, 1);
      // Room between the values of a net: nothing of what lay there before may count.
      const dirty = made(task, sizes).net;
      dirty.floats('pieceTargets').fill(3);
      dirty.floats('pieceWeights').fill(1e30);
      for (let time = 0; time < 3; time++) await epoch(dirty, order, 40);
      for (const numbers of ['parameters', 'mean', 'square'] as const) {
        expect(cut.read(numbers)).toEqual(whole.read(numbers));
        expect(dirty.read(numbers)).toEqual(whole.read(numbers));
        const padded = whole.floats(numbers).slice();
        whole.write(numbers, whole.read(numbers)); // all else is 0 then
        expect(whole.floats(numbers)).toEqual(padded);
      }
      expect(cut.lossSum()).toBe(whole.lossSum());
    },
  );

  it.each(partings)('$task, $copies copies: judge held rows without learning from them', async ({ task, copies }) => {
    const { net, shape, table, parameters } = made(task, { rows: 70, batchSize: 16, hidden: [13], copies });
    await net.begin(null);
    while ((await net.judge(9)) < 70);
    const loss = plainLoss({ shape, task }, Float64Array.from(parameters), { rows: table, count: 70 });
    expect(net.lossSum() / 70 / (loss * (task === 'regression' ? 2 : 1))).toBeCloseTo(1, 5);
    expect(net.read('parameters')).toEqual(parameters);
  });

  it.each([
    ['binary', 1, [0.5, 90, -90, 30, -30, 0]],
    ['multiclass', 5, [0.5, 90, -90, 30, -30, 0]],
  ] as const)('%s: lose no digits on sums far from 0', async (task, outputs, sums) => {
    const shape = shapeOf([1, 1, outputs]);
    const plan = planNet({ task, shape, rows: 1, heldRows: 1, batchSize: 1, copies: 1 });
    if (plan === null) throw new Error('unreachable');
    const net = createKernelNet(plan);
    net.floats('heldCells').set([0]);
    net.floats('heldWeights').set([1]);
    for (const sum of sums)
      for (const target of [0, 1]) {
        const parameters = new Float32Array(shape.parameters);
        parameters[shape.layers[1]!.intercepts] = sum;
        net.write('parameters', parameters);
        net.floats('heldTargets').set([target]);
        net.start(settings);
        await net.begin(null);
        await net.judge(1);
        const rows = { rows: 1, width: 1, cells: new Float32Array(1), targets: Float32Array.of(target) };
        const plain = plainLoss({ shape, task }, Float64Array.from(parameters), {
          rows: { ...rows, weights: Float32Array.of(1) },
          count: 1,
        });
        if (task === 'binary' && Math.abs(sum) < 87) expect(net.lossSum() / plain).toBeCloseTo(1, 6);
        else expect(net.lossSum()).toBeCloseTo(plain, 6);
      }
  });

  it('say that a net is lost, and refuse what WebAssembly cannot address', async () => {
    for (const task of tasks) {
      const { net, parameters } = made(task, { rows: 20, batchSize: 20, hidden: [5] });
      net.write('parameters', parameters.fill(1e38));
      await epoch(net, ownOrder(20));
      expect(Math.abs(net.lossSum()) <= 1e9).toBe(false);
    }
    const shape = shapeOf([100, 8, 1]);
    expect(planNet({ task: 'binary', shape, rows: 11_000_000, heldRows: 0, batchSize: 200, copies: 1 })).toBeNull();
    expect(planNet({ task: 'binary', shape, rows: 9_000_000, heldRows: 0, batchSize: 200, copies: 1 })).not.toBeNull();
  });
});
