import { createRandom } from '@millrace/pipeline-core/seeded-random';
import { describe, expect, it } from 'vitest';
import type { FitContext, TargetColumn, TrainingRows } from '../model-runtime';
import { plainFitContext } from '../plain-fit-context';
import { denseNetParamsSchema } from './params';
import { denseNetRuntime } from './runtime';

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
    console.log(two.summary, two.curve.at(-1), three.curve.at(-1), numbers.curve.at(-1));
  });
});
