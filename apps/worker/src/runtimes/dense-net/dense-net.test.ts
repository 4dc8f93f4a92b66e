import { createRandom } from '@millrace/pipeline-core/seeded-random';
import { describe, expect, it } from 'vitest';
import type { FitContext, FitPoint, FittedModel, TargetColumn, TrainingRows } from '../model-runtime';
import { plainFitContext } from '../plain-fit-context';
import { type BackendName, loadBackend } from '../tfjs/load-backend';
import { decodeDenseNet } from './model';
import { lastSums } from './net';
import { denseNetParamsSchema } from './params';
import { createDenseNetRuntime, denseNetRuntime } from './runtime';
import { tensorEngine } from './tensor-engine';

const context = (more: Partial<FitContext> = {}): FitContext => ({ ...plainFitContext({ seed: 1 }), ...more });

/** Rows of which a straight line cannot tell the target: it depends on the product of two columns. */
function crossed(rows: number, target: (product: number, noise: number) => number, classes: string[] | null) {
  const random = createRandom(rows);
  const column = () => Float64Array.from({ length: rows }, () => 4 * random.next() - 2);
  const [x, y, z] = [column(), column(), column()];
  const values = x.map((value, row) => target(value * y[row]!, random.normal()));
  const made: TargetColumn =
    classes === null ? { kind: 'number', values } : { kind: 'class', codes: Int32Array.from(values), classes };
  const train: TrainingRows = {
    rows,
    features: [
      { name: 'x', kind: 'number', values: x },
      { name: 'y', kind: 'number', values: y },
      { name: 'z', kind: 'number', values: z.map((value) => 1000 + 300 * value) },
      { name: 'same', kind: 'number', values: new Float64Array(rows).fill(7) },
    ],
    target: made,
  };
  return train;
}

const fit = (train: TrainingRows, validation: TrainingRows | null, params: object, more: Partial<FitContext> = {}) =>
  denseNetRuntime.fit({ params: denseNetParamsSchema.parse(params), train, validation, context: context(more) });

/** Nets on a backend of TensorFlow.js, also those that the kernels would train. */
const onTensors = (only: BackendName) =>
  createDenseNetRuntime(async (device, need) => tensorEngine(await loadBackend({ device, only }), need));

/** A model and standardised rows on a backend of TensorFlow.js. */
async function asTensors(model: FittedModel, rows: TrainingRows) {
  const backend = await loadBackend({ device: 'cpu' });
  const { shape, parameters, centre, factor } = decodeDenseNet(model);
  const width = centre.length;
  const cells = new Float32Array(rows.rows * width);
  rows.features.forEach((feature, at) => {
    if (feature.kind !== 'number') return;
    feature.values.forEach((value, row) => {
      cells[row * width + at] = (value - centre[at]!) * factor[at]!;
    });
  });
  const { tf } = backend;
  return { backend, shape, parameters: tf.tensor1d(parameters), cells: tf.tensor2d(cells, [rows.rows, width]) };
}

describe('a dense net', () => {
  it('learns what a straight line cannot: two classes, three, numbers', async () => {
    const settings = { width: 32, learningRate: 0.01, batchSize: 64, epochs: 60 };
    const sign = (product: number) => (product > 0 ? 1 : 0);
    const two = await fit(crossed(1500, sign, ['no', 'yes']), crossed(400, sign, ['no', 'yes']), settings);
    expect(two.curve.at(-1)?.validation).toBeLessThan(0.2);
    const third = (product: number) => (product > 0.7 ? 2 : product > -0.7 ? 1 : 0);
    const three = await fit(crossed(1500, third, ['a', 'b', 'c']), crossed(400, third, ['a', 'b', 'c']), settings);
    expect(three.curve.at(-1)?.validation).toBeLessThan(0.3);
    const number = (product: number) => 50 + 10 * product;
    const numbers = await fit(crossed(1500, number, null), crossed(400, number, null), settings);
    expect(numbers.curve.at(-1)?.validation).toBeLessThan(20); // the variance of the target is about 180
    expect(two.summary).toMatchObject({ hidden: '32, 32', engine: 'Millrace’s own kernels' });
    expect(two.repeats).toBeUndefined();
  });

  it('answers rows as TensorFlow.js does, one by one and many at once', async () => {
    const rows = crossed(600, (product) => (product > 0 ? 1 : 0), ['no', 'yes']);
    const model = await fit(rows, null, { epochs: 3, patience: 0 });
    const scorer = denseNetRuntime.load(model);
    const block = scorer.scoreBlock(rows.features, rows.rows);
    const out = new Float64Array(2);
    scorer.scoreRow([0.5, -1, 900, 7], out);
    const { backend, shape, parameters, cells } = await asTensors(model, rows);
    const { tf } = backend;
    const shares = await tf.tidy(() => tf.sigmoid(lastSums(tf, { parameters, shape, cells }))).data();
    for (let row = 0; row < rows.rows; row++) expect(block[2 * row + 1]).toBeCloseTo(shares[row] ?? Number.NaN, 5);
    const single = rows.features.map((one) => (one.kind === 'number' ? one.values[3] : null) ?? null);
    scorer.scoreRow(single, out);
    expect([...out]).toEqual([...block.slice(6, 8)]);
    scorer.scoreRow([null, 1, 900, 7], out);
    expect(out[1]).toBeNaN();
  });

  it('stops with a reason when its loss runs away', async () => {
    const rows = crossed(300, (product) => product * 100, null);
    const wild = { learningRate: 1, layers: 6, width: 128, patience: 0 };
    await expect(fit(rows, null, wild)).rejects.toMatchObject({ report: { code: 'diverged' } });
  });

  it('keeps the best epoch, and says so in its curve', async () => {
    const sign = (product: number, noise: number) => (product + noise > 0 ? 1 : 0);
    const points: string[] = [];
    const point = ({ series, step }: FitPoint) => points.push(`${series} ${step}`);
    const model = await fit(
      crossed(200, sign, ['no', 'yes']),
      crossed(100, sign, ['no', 'yes']),
      { width: 64, learningRate: 0.05, batchSize: 16, patience: 4 },
      { point },
    );
    const losses = model.curve.map(({ validation }) => validation ?? 0);
    expect(model.summary.bestEpoch).toBe(losses.indexOf(Math.min(...losses)) + 1);
    expect(model.summary.stopped).toBe('no better for 4 epochs');
    expect(points.slice(0, 3)).toEqual(['train log loss 1', 'validation log loss 1', 'train log loss 2']);
  });

  it('is not used again for an equal step where its device gives other bits the next time', async () => {
    const other = onTensors('plain');
    const train = crossed(80, (product) => product, null);
    const params = denseNetParamsSchema.parse({ epochs: 1, width: 4 });
    const model = await other.fit({ params, train, validation: null, context: context() });
    expect(model.repeats).toBe(false);
  });

  it('needs memory for its layers, and says what to do without', async () => {
    const train = crossed(80, (product) => product, null);
    const small = { memoryMegabytes: 10 };
    await expect(fit(train, null, { width: 4096 }, small)).rejects.toMatchObject({
      report: { code: 'too-many-cells' },
    });
  });

  it('learns in kernels as it does in TensorFlow.js, which trains wider nets and leaves no tensor behind', async () => {
    const targets: [(product: number) => number, string[] | null][] = [
      [(product) => (product > 0 ? 1 : 0), ['no', 'yes']],
      [(product) => (product > 0.7 ? 2 : product > -0.7 ? 1 : 0), ['a', 'b', 'c']],
      [(product) => 50 + 10 * product, null],
    ];
    const { tf } = await loadBackend({ device: 'cpu', only: 'wasm' });
    const before = tf.memory().numTensors;
    for (const [target, classes] of targets) {
      const train = crossed(301, target, classes);
      train.weights = Float64Array.from({ length: 301 }, (_, row) => row % 3);
      const validation = crossed(90, target, classes);
      const params = denseNetParamsSchema.parse({ width: 19, epochs: 4, batchSize: 32, classWeights: 'balanced' });
      const work = { params, train, validation, context: context() };
      const [own, other] = [await denseNetRuntime.fit(work), await onTensors('wasm').fit(work)];
      expect(other.summary.engine).toBe('TensorFlow.js on WebAssembly');
      own.curve.forEach(({ train: loss, validation: judged }, at) => {
        expect(Math.abs(loss / (other.curve[at]?.train ?? 0) - 1)).toBeLessThan(1e-4);
        expect(Math.abs((judged ?? 0) / (other.curve[at]?.validation ?? 0) - 1)).toBeLessThan(1e-4);
      });
    }
    expect(tf.memory().numTensors).toBe(before);
    const wide = await fit(
      crossed(64, (product) => product, null),
      null,
      { layers: 1, width: 513, epochs: 1 },
    );
    expect(wide.summary.engine).toBe('TensorFlow.js on WebAssembly');
  });

  it('gives the same bytes for the same seed, and others for another', async () => {
    const train = crossed(100, (product) => product, null);
    const params = { width: 9, epochs: 2, batchSize: 32 };
    const first = await fit(train, null, params);
    expect(await fit(train, null, params)).toEqual(first);
    expect((await fit(train, null, params, { seed: 2 })).weights).not.toEqual(first.weights);
  });

  it('ends in the midst of an epoch when it is given up or asked to finish', async () => {
    const train = crossed(30_000, (product) => product, null);
    const settings = { width: 256, patience: 0, batchSize: 30_000, epochs: 1000 };
    const giveUp = new AbortController();
    const points: number[] = [];
    const point = ({ step }: FitPoint) => points.push(step);
    setTimeout(() => giveUp.abort(new Error('enough')), 20);
    await expect(fit(train, null, settings, { signal: giveUp.signal, point })).rejects.toThrow('enough');
    expect(points).toEqual([]);
    const finish = new AbortController();
    const later = {
      finish: finish.signal,
      progress: () => void setTimeout(() => finish.abort(), 20),
    };
    const model = await fit(train, null, settings, later);
    expect(model.summary).toMatchObject({ epochs: 1, stopped: 'asked to finish' });
  });
});
