import { createHash } from 'node:crypto';
import { createRandom, type SeededRandom } from '@millrace/pipeline-core/seeded-random';
import { describe, expect, it } from 'vitest';
import type { FitContext, FittedModel, TrainingRows } from '../model-runtime';
import { plainFitContext } from '../plain-fit-context';
import { createKernelNet } from './kernel-net';
import { planNet } from './kernel-plan';
import { netThreads } from './net-threads';
import { denseNetParamsSchema } from './params';
import { denseNetRuntime } from './runtime';
import { shapeOf } from './shape';

/** `classes`: 0 for a number. */
function rowsOf(rows: number, classes: 0 | 2 | 3): TrainingRows {
  const random = createRandom(rows);
  const column = () => Float64Array.from({ length: rows }, () => random.next());
  const features = ['a', 'b', 'c', 'd', 'e'].map((name) => ({ name, kind: 'number' as const, values: column() }));
  const values = Float64Array.from(
    features[0]!.values,
    (a, row) => a * features[1]!.values[row]! + 0.1 * random.next(),
  );
  if (classes === 0) return { rows, features, target: { kind: 'number', values } };
  const codes = Int32Array.from(values, (value) => Math.min(classes - 1, Math.floor(value * classes * 1.2)));
  return { rows, features, target: { kind: 'class', codes, classes: ['x', 'y', 'z'].slice(0, classes) } };
}

function fit(classes: 0 | 2 | 3, params: object, more: Partial<FitContext> = {}): Promise<FittedModel> {
  return denseNetRuntime.fit({
    params: denseNetParamsSchema.parse({ epochs: 3, ...params }),
    train: rowsOf(1111, classes),
    validation: rowsOf(333, classes),
    context: { ...plainFitContext({ seed: 3 }), ...more },
  });
}

function hashOf({ weights, curve, summary }: FittedModel): string {
  return createHash('sha256').update(weights).update(JSON.stringify({ curve, summary })).digest('hex');
}

function drawn(length: number, random: SeededRandom): Float32Array {
  return Float32Array.from({ length }, () => 2 * random.next() - 1);
}

/** A net in kernels, and its rows. */
function smallNet({ copies, batchSize = 64 }: { copies: number; batchSize?: number }) {
  const shape = shapeOf([7, 40, 1]);
  const rows = 203;
  const plan = planNet({ task: 'binary', shape, rows, heldRows: rows, batchSize, copies });
  if (plan === null) throw new Error('unreachable');
  const net = createKernelNet(plan);
  const random = createRandom(6);
  for (const part of ['cells', 'heldCells'] as const) net.floats(part).set(drawn(rows * 7, random));
  const answers = Float32Array.from({ length: rows }, () => random.int(2));
  for (const part of ['targets', 'heldTargets'] as const) net.floats(part).set(answers);
  for (const part of ['weights', 'heldWeights'] as const) net.floats(part).fill(1);
  net.write('parameters', drawn(shape.parameters, random));
  return { net, rows, order: Int32Array.from({ length: rows }, (_, row) => rows - 1 - row) };
}

const settings = { learningRate: 0.01, l2: 0.02, steps: 0 };
const { signal: never } = new AbortController();

describe('copies of a net', () => {
  it.each([0, 2, 3] as const)('%s classes: give the same bytes on 1, 2, 3 and 4 threads', async (classes) => {
    const params = { width: 128, batchSize: 512, copies: 4 };
    const seen: string[] = [];
    for (const threads of [1, 2, 3, 4]) {
      const notes: string[] = [];
      seen.push(hashOf(await fit(classes, params, { threads, note: (text) => notes.push(text) })));
      expect(notes).toEqual([`4 copies of the net on ${threads === 1 ? 'one thread' : `${threads} threads`}.`]);
    }
    expect(new Set(seen).size).toBe(1);
    // It is their number that counts: sums are added in another order.
    expect(hashOf(await fit(classes, { ...params, copies: 2 }, { threads: 4 }))).not.toBe(seen[0]);
  });

  it('give the same bits wherever calls end, however many there are for a batch and however few rows it has', async () => {
    for (const copies of [2, 5, 16])
      for (const batchSize of [1, 6, 64, 203]) {
        const learned = async (threads: number, most: number) => {
          const { net, rows, order } = smallNet({ copies, batchSize });
          const team = net.start({ ...settings, threads, signal: never });
          for (let epoch = 0; epoch < 2; epoch++) {
            await net.begin(order);
            while ((await net.learn(most)) < rows);
          }
          const loss = net.lossSum();
          await net.begin(null);
          while ((await net.judge(most)) < rows);
          const judged = net.lossSum();
          await team.stop();
          return { loss, judged, parameters: net.read('parameters') };
        };
        const first = await learned(1, 1e6);
        expect(await learned(2, 1e6), `${copies} copies, batches of ${batchSize}`).toEqual(first);
        expect(await learned(1, 20), `${copies} copies, batches of ${batchSize}`).toEqual(first);
        expect(await learned(3, 60), `${copies} copies, batches of ${batchSize}`).toEqual(first);
      }
  });

  it('learn what one net learns, but for the last digits', async () => {
    const [one, four] = [await fit(2, { epochs: 6 }), await fit(2, { epochs: 6, copies: 4 })];
    one.curve.forEach(({ train, validation }, at) => {
      expect(four.curve[at]!.train / train).toBeCloseTo(1, 3);
      expect(four.curve[at]!.validation! / validation!).toBeCloseTo(1, 3);
    });
  });

  it('are one where nobody asks for more, with the bytes that nets had before there were copies', async () => {
    const notes: string[] = [];
    const model = await fit(
      2,
      { width: 40, halving: true, batchSize: 100 },
      { threads: 4, note: (text) => notes.push(text) },
    );
    const bytes = createHash('sha256').update(model.weights).update(JSON.stringify(model.curve)).digest('hex');
    expect(bytes.slice(0, 16)).toBe('3c6860d840b223f5');
    expect(notes).toEqual([]);
  });

  it('change nothing for a net that a library computes, and the log says so', async () => {
    const notes: string[] = [];
    const wide = { layers: 1, width: 513, epochs: 1 };
    const model = await fit(0, { ...wide, copies: 4 }, { note: (text) => notes.push(text) });
    expect(hashOf(model)).toBe(hashOf(await fit(0, wide)));
    expect(notes).toEqual(['TensorFlow.js on WebAssembly computes each batch as a whole: copies change nothing.']);
  });

  it('end with one error when one of their threads dies', async () => {
    const { net, order } = smallNet({ copies: 3 });
    const team = net.start({ ...settings, threads: 3, signal: never });
    await net.begin(order);
    const call = (async () => {
      for (;;) {
        await net.begin(order);
        await net.learn(1e9);
      }
    })();
    await team.threads[1]!.terminate();
    await expect(call).rejects.toMatchObject({ report: { code: 'fit-thread-ended' } });
    await expect(net.learn(10)).rejects.toMatchObject({ report: { code: 'fit-thread-ended' } });
    await team.stop();
  });

  it('end in the midst of a batch when the fit is given up', async () => {
    const giveUp = new AbortController();
    const large = { width: 256, batchSize: 60_000, patience: 0, epochs: 1000, copies: 2 };
    setTimeout(() => giveUp.abort(new Error('enough')), 50);
    const fitting = denseNetRuntime.fit({
      params: denseNetParamsSchema.parse(large),
      train: rowsOf(60_000, 2),
      validation: null,
      context: { ...plainFitContext({ seed: 3 }), threads: 2, signal: giveUp.signal },
    });
    await expect(fitting).rejects.toThrow('enough');
  });

  it('get no thread that would have too little to do', () => {
    const threads = (asked: number, [width, batchSize, copies]: [number, number, number]) => {
      const shape = shapeOf([100, width, width, 1]);
      const plan = planNet({ task: 'binary', shape, rows: 1e5, heldRows: 0, batchSize, copies });
      if (plan === null) throw new Error('unreachable');
      return netThreads(asked, plan);
    };
    expect(threads(8, [16, 256, 8])).toBe(1);
    expect(threads(8, [256, 256, 4])).toBe(4);
    expect(threads(2, [256, 256, 4])).toBe(2);
    expect(threads(8, [256, 256, 1])).toBe(1);
  });
});
