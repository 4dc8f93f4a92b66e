import { createRandom } from '@millrace/pipeline-core/seeded-random';
import { describe, expect, it } from 'vitest';
import type { FeatureColumn, FittedModel, TrainingRows } from '../model-runtime';
import { plainFitContext } from '../plain-fit-context';
import { learnBinnings } from './binned-table';
import { codedTable } from './coded-table';
import { boost } from './fit';
import { createLoss } from './losses';
import { forestParamsSchema } from './params';
import { forestRuntime } from './runtime';

const settings = (values: object) =>
  forestParamsSchema.parse({ rounds: 60, leaves: 8, minRowsPerLeaf: 10, earlyStoppingRounds: 0, ...values });
const fit = (train: TrainingRows, values: object): Promise<FittedModel> =>
  forestRuntime.fit({ params: settings(values), train, validation: null, context: plainFitContext({ seed: 1 }) });
const score = (model: FittedModel, features: FeatureColumn[], rows: number) =>
  forestRuntime.load(model).scoreBlock(features, rows);

/** y is x and as much noise as x is large, or what `of` makes of it. */
function spread(
  rows: number,
  seed: number,
  of: (x: number, noise: number) => number = (x, noise) => x + noise * (1 + x),
) {
  const random = createRandom(seed);
  const x = Float64Array.from({ length: rows }, () => random.next() * 4);
  const z = Float64Array.from({ length: rows }, () => random.normal());
  const values = x.map((value) => of(value, random.normal()));
  const features: FeatureColumn[] = [
    { name: 'x', kind: 'number', values: x },
    { name: 'z', kind: 'number', values: z },
  ];
  const train: TrainingRows = { rows, features, target: { kind: 'number', values } };
  return { train, values };
}

describe('the quantile loss', () => {
  it.each([0.1, 0.5, 0.9])('leaves the asked share of new targets below the answer: %d', async (quantile) => {
    const model = await fit(spread(6000, 1).train, { loss: 'quantile', quantile });
    const { train, values } = spread(6000, 2);
    const answers = score(model, train.features, train.rows);
    const below = values.filter((value, row) => value <= answers[row]!).length / train.rows;
    expect(Math.abs(below - quantile)).toBeLessThan(0.02);
  });

  it('of one half makes the absolute error small, which outliers do not draw away', async () => {
    const { train, values } = spread(2000, 3, (x, noise) => x + noise * 0.1 + (noise > 2 ? 1000 : 0));
    const absolute = score(await fit(train, { loss: 'absolute' }), train.features, train.rows);
    const squared = score(await fit(train, {}), train.features, train.rows);
    const missed = (answers: Float64Array) =>
      answers.reduce((sum, answer, row) => sum + (values[row]! < 100 ? Math.abs(answer - values[row]!) : 0), 0) /
      train.rows;
    expect(missed(absolute)).toBeLessThan(0.3);
    expect(missed(squared)).toBeGreaterThan(1);
  });
});

describe('the Poisson loss', () => {
  it('expects counts: never below 0, and their mean is that of the targets', async () => {
    const { train, values } = spread(4000, 4, (x, noise) => Math.max(0, Math.round(x * 2 + noise * Math.sqrt(x))));
    const answers = score(await fit(train, { loss: 'poisson' }), train.features, train.rows);
    expect(Math.min(...answers)).toBeGreaterThan(0);
    const mean = (numbers: Float64Array) => numbers.reduce((sum, value) => sum + value, 0) / numbers.length;
    expect(mean(answers) / mean(values)).toBeCloseTo(1, 2);
    const error = answers.reduce((sum, answer, row) => sum + (answer - values[row]!) ** 2, 0) / train.rows;
    expect(error).toBeLessThan(3);
  });

  it('refuses negative targets', async () => {
    await expect(fit(spread(100, 5).train, { loss: 'poisson' })).rejects.toThrow('with the Poisson loss');
  });
});

describe('the losses of numbers', () => {
  it.each(['absolute', 'quantile', 'poisson'] as const)(
    'have the same bytes for any number of threads, and the loss of losses.ts: %s',
    async (loss) => {
      const { train, values } = spread(9000, 6, (x, noise) => Math.abs(Math.round(x * 3 + noise)));
      const weights = values.map((_, row) => row % 3);
      const params = settings({ loss, quantile: 0.8, rounds: 3 });
      const binnings = learnBinnings(train.features, 255);
      const table = codedTable({ features: train.features, binnings, rows: train.rows });
      const rows = { rows: train.rows, target: values, weights };
      const data = { task: 'regression' as const, classes: 1, table, train: rows, validation: null, features: 2 };
      const run = (threads: number) =>
        boost(data, params, plainFitContext({ seed: 2 }), { team: { threads, rowCut: 64 } });
      const one = await run(1);
      expect(await run(2)).toEqual(one);
      expect(await run(3)).toEqual(one);
      const start = one.initialScores[0]!;
      const { mean, name } = createLoss('regression', 1, params);
      expect(one.lossName).toBe(name);
      expect(one.curve.at(-1)!.train).toBeLessThan(mean(rows, new Float64Array(train.rows).fill(start)));
    },
  );
});

describe('columns with a direction', () => {
  it.each([1, -1] as const)('never go the other way, on 1,000 random pairs: %d', async (direction) => {
    for (const task of ['regression', 'binary'] as const) {
      const random = createRandom(7);
      const { train, values } = spread(3000, 8, (x, noise) => direction * x + Math.sin(3 * x) + noise);
      const z = train.features[1]!;
      if (z.kind === 'number') z.values[0] = Number.NaN;
      const codes = Int32Array.from(values, (value) => (value > direction ? 1 : 0));
      const target = task === 'regression' ? train.target : { kind: 'class' as const, codes, classes: ['no', 'yes'] };
      const outputs = task === 'regression' ? 1 : 2;
      const wrong = async (monotone: object) => {
        const model = await fit({ ...train, target }, { monotone, l1: 0.01, leaves: 24, minRowsPerLeaf: 3 });
        const low = Float64Array.from({ length: 1000 }, () => random.next() * 4);
        const other = low.map(() => random.normal());
        const ask = (x: Float64Array) =>
          score(
            model,
            [
              { name: 'x', kind: 'number', values: x },
              { name: 'z', kind: 'number', values: other },
            ],
            1000,
          );
        const [before, after] = [ask(low), ask(low.map((value) => value + random.next()))];
        let count = 0;
        for (let row = 0; row < 1000; row++) {
          const at = (row + 1) * outputs - 1;
          if ((after[at]! - before[at]!) * direction < -1e-12) count++;
        }
        return count;
      };
      expect(await wrong({ x: direction }), task).toBe(0);
      // Free to do so, it follows the wave.
      expect(await wrong({}), task).toBeGreaterThan(50);
    }
  });

  it('must be numbers among the features', async () => {
    await expect(fit(spread(50, 9).train, { monotone: { w: 1 } })).rejects.toThrow('no feature "w"');
  });
});
