import { createRandom } from '@millrace/pipeline-core/seeded-random';
import { describe, expect, it } from 'vitest';
import type { FitContext, TrainingRows } from '../model-runtime';
import { heads } from '../nets/heads';
import { plainFitContext } from '../plain-fit-context';
import { textMatrix } from '../text/text-rows';
import { loadBackend } from '../tfjs/load-backend';
import { decodeTextNet } from './model';
import { textNetParamsSchema } from './params';
import { lastSums, lossAndGradient, lossSum } from './passes';
import { textNetRuntime } from './runtime';
import { createForward } from './scorer';
import { firstParameters, textShape } from './shape';
import { topicRows } from './testing/topic-rows';

const small = { characters: 0, dimensions: 8, width: 12, batchSize: 16, learningRate: 0.02 };

function fit(params: object, train: TrainingRows, more: { validation?: TrainingRows; context?: FitContext } = {}) {
  return textNetRuntime.fit({
    params: textNetParamsSchema.parse({ ...small, ...params }),
    train,
    validation: more.validation ?? null,
    context: more.context ?? plainFitContext({ seed: 5 }),
  });
}

const noise = (length: number, seed: number) => {
  const random = createRandom(seed);
  return Float32Array.from({ length }, () => random.normal());
};

const textsOf = ({ features }: TrainingRows) => {
  const [texts] = features;
  if (texts?.kind !== 'text') throw new Error('topics are texts');
  return texts;
};

describe('a text net', () => {
  it.each(['binary', 'multiclass'] as const)('has the gradient of its loss: %s', async (task) => {
    const { tf } = await loadBackend({ device: 'cpu', only: 'wasm' });
    const shape = textShape({ terms: 9, dimensions: 4, width: 6, outputs: heads[task].outputs(3) });
    const batch = {
      texts: tf.tensor2d(noise(7 * 9, 4), [7, 9]),
      targets: tf.tensor1d(Float32Array.from({ length: 7 }, (_, row) => row % (task === 'binary' ? 2 : 3))),
      weights: tf.tensor1d(Float32Array.from({ length: 7 }, (_, row) => 0.5 + row / 7)),
      kept: tf.tensor2d(
        Float32Array.from({ length: 7 * 6 }, (_, at) => (at % 3 === 0 ? 0 : 1.5)),
        [7, 6],
      ),
    };
    const at = firstParameters(shape, 2).map((value, place) => value + ((place * 7) % 5) / 20);
    const head = heads[task];
    const loss = (parameters: Float32Array) =>
      tf.tidy(() => lossSum(tf, { head, shape, parameters: tf.tensor1d(parameters), batch }).dataSync())[0]!;
    const gradient = tf.tidy(() =>
      lossAndGradient(tf, { head, shape, parameters: tf.tensor1d(at), batch }).gradient.dataSync(),
    );
    for (const seed of [1, 2, 3]) {
      const way = noise(shape.parameters, seed);
      const moved = (by: number) => at.map((value, place) => value + by * way[place]!);
      const seen = (loss(moved(1e-4)) - loss(moved(-1e-4))) / 2e-4 / 7;
      const told = way.reduce((sum, value, place) => sum + value * gradient[place]!, 0);
      expect(told / seen, `${told} and ${seen}`).toBeCloseTo(1, 1);
    }
    tf.dispose(batch);
  });

  it('answers in plain arrays as the library does, single rows with the bits of a block', async () => {
    const train = topicRows({ rows: 60, classes: 3 });
    const model = await fit({ epochs: 3 }, train);
    const { blocks, shape, parameters } = decodeTextNet(model);
    const texts = textsOf(train);
    const matrix = await textMatrix({
      columns: [texts],
      rows: train.rows,
      blocks,
      mostEntries: 1e6,
      pause: () => Promise.resolve(),
    });
    const cells = new Float32Array(matrix.rows * shape.terms);
    for (let row = 0; row < matrix.rows; row++)
      for (let entry = matrix.starts[row]!; entry < matrix.starts[row + 1]!; entry++)
        cells[row * shape.terms + matrix.columns[entry]!] = matrix.values[entry]!;
    const { tf } = await loadBackend({ device: 'cpu', only: 'wasm' });
    const library = tf.tidy(() =>
      lastSums(
        tf,
        { shape, parameters: tf.tensor1d(parameters) },
        tf.tensor2d(cells, [matrix.rows, shape.terms]),
      ).dataSync(),
    );
    const forward = createForward({ blocks, shape, parameters });
    const scorer = textNetRuntime.load(model);
    const block = scorer.scoreBlock([texts], train.rows);
    const out = new Float64Array(3);
    texts.values.forEach((text, row) => {
      forward([text]).forEach((sum, output) => {
        expect(Math.abs(sum - library[row * 3 + output]!)).toBeLessThan(1e-5);
      });
      scorer.scoreRow([text], out);
      expect([...out]).toEqual([...block.subarray(row * 3, row * 3 + 3)]);
    });
  });

  it.each([2, 3])('tells %i topics', async (classes) => {
    const model = await fit({ epochs: 30 }, topicRows({ rows: 240, classes }));
    const test = topicRows({ rows: 90, classes, seed: 11 });
    const scorer = textNetRuntime.load(model);
    const answers = scorer.scoreBlock(test.features, test.rows);
    const { values } = textsOf(test);
    let wrong = 0;
    values.forEach((text, row) => {
      const own = [...answers.subarray(row * classes, (row + 1) * classes)];
      if (text !== null && own.indexOf(Math.max(...own)) !== row % classes) wrong++;
    });
    expect(wrong).toBeLessThan(4);
  });

  it('learns the same bytes from the same seed, and other ones with another dropout', async () => {
    const train = topicRows({ rows: 60, classes: 3 });
    const [one, two] = [await fit({ epochs: 2 }, train), await fit({ epochs: 2 }, train)];
    expect(two).toEqual(one);
    expect(await fit({ epochs: 2 }, train, { context: plainFitContext({ seed: 6 }) })).not.toEqual(one);
    expect((await fit({ epochs: 2, dropout: 0 }, train)).weights).not.toEqual(one.weights);
    const even = { ...train, weights: new Float64Array(60).fill(2) };
    expect((await fit({ epochs: 2 }, even)).weights).toEqual(one.weights);
  });

  it('keeps the best epoch, ends when the loss runs away, and needs terms', async () => {
    const validation = topicRows({ rows: 45, classes: 3, seed: 12 });
    const train = topicRows({ rows: 90, classes: 3 });
    const model = await fit({ epochs: 80, patience: 3, learningRate: 0.1 }, train, { validation });
    expect(model.summary.stopped).toBe('no better for 3 epochs');
    expect(model.summary.bestEpoch).toBe(Number(model.summary.epochs) - 3);
    await expect(fit({ minTexts: 1000 }, train)).rejects.toMatchObject({ report: { code: 'no-terms' } });
    const memory = { ...plainFitContext({ seed: 1 }), memoryMegabytes: 0.01 };
    await expect(fit({}, train, { context: memory })).rejects.toMatchObject({ report: { code: 'model-too-large' } });
  });
});
