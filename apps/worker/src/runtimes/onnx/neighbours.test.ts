import { createRandom, type SeededRandom } from '@millrace/pipeline-core/seeded-random';
import { expect, it } from 'vitest';
import type { NumberColumn } from '../model-runtime';
import { neighboursParamsSchema } from '../neighbours/params';
import { neighboursRuntime } from '../neighbours/runtime';
import { plainFitContext } from '../plain-fit-context';
import { openOnnx } from './session';
import { modelToOnnx } from './to-onnx';

const trained = 3000;
const asked = 300;
const answers = ['a', 'b', 'c'];

const whole = (random: SeededRandom, rows: number) => Float64Array.from({ length: rows }, () => random.int(40));

/**
 * Whole numbers, standardised as by a preparation: for many rows train rows on either side are exactly as far, and what the
 * model scales by is a hair from 1.
 */
function standardised(): { train: NumberColumn[]; test: NumberColumn[] } {
  const random = createRandom(3);
  const pairs = ['x', 'y', 'z'].map((name) => {
    const [train, test] = [whole(random, trained), whole(random, asked)];
    const mean = train.reduce((sum, value) => sum + value, 0) / trained;
    const deviation = Math.sqrt(train.reduce((sum, value) => sum + (value - mean) ** 2, 0) / trained);
    const scaled = (values: Float64Array): NumberColumn => ({
      name,
      kind: 'number',
      values: values.map((value) => (value - mean) / deviation),
    });
    return { train: scaled(train), test: scaled(test) };
  });
  return { train: pairs.map(({ train }) => train), test: pairs.map(({ test }) => test) };
}

it.each([
  { metric: 'euclidean', votes: 'uniform' },
  { metric: 'manhattan', votes: 'distance' },
] as const)(
  'of train rows that are equally far the first are neighbours, as with us: $metric, $votes',
  async (params) => {
    const random = createRandom(7);
    const { train, test } = standardised();
    const codes = Int32Array.from({ length: trained }, () => random.int(answers.length));
    const model = await neighboursRuntime.fit({
      params: neighboursParamsSchema.parse(params),
      train: { features: train, rows: trained, target: { kind: 'class', classes: answers, codes } },
      validation: null,
      context: plainFitContext({ seed: 1 }),
    });
    const ours = neighboursRuntime.load(model).scoreBlock(test, asked);
    const session = await openOnnx(modelToOnnx(model));
    const feeds = test.map(({ name, values }) => [name, { type: 'float64', data: values, dims: [asked, 1] }]);
    const theirs = (await session.run(Object.fromEntries(feeds))).get(session.outputs[1]?.name ?? '');
    await session.close();
    expect(theirs?.dims).toEqual([asked, answers.length]);
    const found = Float64Array.from(theirs?.data as ArrayLike<number>); // the answers of a classifier are doubles
    const apart = found.map((value, at) => Math.abs(value - ours[at]!));
    expect(Math.max(...apart)).toBeLessThan(1e-12);
  },
);
