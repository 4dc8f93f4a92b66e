import { createRandom } from '@millrace/pipeline-core/seeded-random';
import { describe, expect, it } from 'vitest';
import type { FeatureColumn, FitPoint, FittedModel, TargetColumn, TrainingRows } from '../model-runtime';
import { plainFitContext } from '../plain-fit-context';
import { forestParamsSchema } from './params';
import { randomTable } from './random-table';
import { forestRuntime } from './runtime';

const context = (seed = 1) => plainFitContext({ seed });
const fixed = { earlyStoppingRounds: 0, rounds: 10, minRowsPerLeaf: 5, leaves: 8 };

async function fit(
  train: TrainingRows,
  params: object = fixed,
  validation: TrainingRows | null = null,
  seed = 1,
): Promise<FittedModel> {
  return forestRuntime.fit({ params: forestParamsSchema.parse(params), train, validation, context: context(seed) });
}

const score = (model: FittedModel, features: FeatureColumn[], rows: number) =>
  forestRuntime.load(model).scoreBlock(features, rows);
const numbers = (name: string, values: ArrayLike<number>): FeatureColumn => ({
  name,
  kind: 'number',
  values: Float64Array.from(values),
});

function table(seed: number, task: 'binary' | 'multiclass' | 'regression' = 'binary', rows = 400): TrainingRows {
  const random = createRandom(seed);
  const x = Float64Array.from({ length: rows }, () => random.int(60) / 8);
  const z = Float64Array.from({ length: rows }, () => random.normal());
  const group = Array.from({ length: rows }, () => `g${random.int(7)}`);
  const signal = Float64Array.from(
    { length: rows },
    (_, i) => x[i]! * 0.4 + z[i]! + (group[i] === 'g3' ? 2 : 0) + random.normal() - 1.5,
  );
  const target: TargetColumn =
    task === 'regression'
      ? { kind: 'number', values: signal }
      : task === 'binary'
        ? { kind: 'class', codes: Int32Array.from(signal, (s) => (s > 0.3 ? 1 : 0)), classes: ['no', 'yes'] }
        : {
            kind: 'class',
            codes: Int32Array.from(signal, (s) => (s < -0.5 ? 0 : s < 1 ? 1 : 2)),
            classes: ['a', 'b', 'c'],
          };
  return {
    rows,
    features: [numbers('x', x), numbers('z', z), { name: 'group', kind: 'category', values: group }],
    target,
  };
}

describe('invariances', () => {
  it('same seed, same bytes; another seed, other bytes', async () => {
    const train = table(1);
    const model = (seed: number) => fit(train, { ...fixed, rowFraction: 0.7, columnFraction: 0.7 }, null, seed);
    expect(await model(3)).toEqual(await model(3));
    expect((await model(3)).weights).not.toEqual((await model(4)).weights);
  });

  it('a monotone transform keeps every answer', async () => {
    const train = table(2);
    const bent = {
      ...train,
      features: train.features.map((f) =>
        f.name === 'x' && f.kind === 'number'
          ? numbers(
              'x',
              f.values.map((v) => v ** 3 - 5),
            )
          : f,
      ),
    };
    expect(score(await fit(bent), bent.features, train.rows)).toEqual(
      score(await fit(train), train.features, train.rows),
    );
  });

  it('a constant feature changes nothing', async () => {
    const train = table(3);
    const wider = { ...train, features: [numbers('same', new Float64Array(train.rows).fill(4)), ...train.features] };
    const model = await fit(wider);
    expect(score(model, wider.features, train.rows)).toEqual(score(await fit(train), train.features, train.rows));
    expect(model.importance.find(({ feature }) => feature === 'same')?.value).toBe(0);
  });

  it('doubled weights change nothing without penalties', async () => {
    for (const task of ['binary', 'multiclass', 'regression'] as const) {
      const train = table(4, task);
      // One category feature is left out: its smoothing counts in rows, so it does depend on the weights.
      const plain = { ...train, features: train.features.slice(0, 2) };
      const weights = Float64Array.from({ length: train.rows }, (_, i) => 1 + (i % 3));
      const one = await fit({ ...plain, weights }, { ...fixed, minRowsPerLeaf: 10 });
      const two = await fit({ ...plain, weights: weights.map((w) => 2 * w) }, { ...fixed, minRowsPerLeaf: 10 });
      const doubled = score(two, plain.features, train.rows);
      score(one, plain.features, train.rows).forEach((value, at) => {
        expect(doubled[at]).toBeCloseTo(value, 9);
      });
    }
  });

  it('permuted features give the same answers', async () => {
    const train = table(5);
    const reversed = { ...train, features: [...train.features].reverse() };
    expect(score(await fit(reversed), reversed.features, train.rows)).toEqual(
      score(await fit(train), train.features, train.rows),
    );
  });

  it('rows of weight 0 are not there', async () => {
    const train = table(6, 'regression');
    const half = { ...train, weights: Float64Array.from({ length: train.rows }, (_, i) => (i < 300 ? 1 : 0)) };
    const spoiled = {
      ...half,
      target: {
        kind: 'number' as const,
        values:
          train.target.kind === 'number' ? train.target.values.map((v, i) => (i < 300 ? v : 1e6)) : new Float64Array(0),
      },
    };
    const answers = score(await fit(spoiled), train.features, train.rows);
    expect(Math.max(...answers)).toBeLessThan(20);
  });
});

describe('features', () => {
  it('sends missing values the way that fits, also where training had none', async () => {
    const rows = 200;
    const x = Float64Array.from({ length: rows }, (_, i) => (i % 4 === 0 ? Number.NaN : i % 4));
    const y = x.map((value) => (Number.isNaN(value) || value === 1 ? 10 : 0));
    const model = await fit(
      { rows, features: [numbers('x', x)], target: { kind: 'number', values: y } },
      { ...fixed, rounds: 60 },
    );
    const answers = score(model, [numbers('x', [Number.NaN, 1, 2, 3])], 4);
    [10, 10, 0, 0].forEach((expected, at) => {
      expect(answers[at]).toBeCloseTo(expected, 1);
    });
    const full = numbers(
      'x',
      Float64Array.from({ length: rows }, (_, i) => (i % 4 === 0 ? 0 : 1)),
    );
    const target = {
      kind: 'number' as const,
      values: Float64Array.from({ length: rows }, (_, i) => (i % 4 === 0 ? 10 : 0)),
    };
    const sure = await fit({ rows, features: [full], target }, { ...fixed, rounds: 60 });
    expect(score(sure, [numbers('x', [Number.NaN])], 1)[0]).toBeCloseTo(0, 1);
  });

  it('separates present from missing', async () => {
    const x = Float64Array.from({ length: 100 }, (_, i) => (i % 2 === 0 ? Number.NaN : i));
    const y = x.map((value) => (Number.isNaN(value) ? 1 : 0));
    const model = await fit(
      { rows: 100, features: [numbers('x', x)], target: { kind: 'number', values: y } },
      { ...fixed, rounds: 100 },
    );
    expect(score(model, [numbers('x', [Number.NaN, 5, 1e9])], 3).map((v) => Math.round(v))).toEqual(
      Float64Array.of(1, 0, 0),
    );
  });

  it('treats an unseen category like the rare ones', async () => {
    const train = table(7, 'regression');
    const model = await fit(train);
    const probe = (value: string | null): FeatureColumn[] => [
      numbers('x', [1]),
      numbers('z', [0]),
      { name: 'group', kind: 'category', values: [value] },
    ];
    expect(score(model, probe('never seen'), 1)).toEqual(score(model, probe('nor this'), 1));
    expect(Number.isFinite(score(model, probe(null), 1)[0])).toBe(true);
  });

  it('finds a group of categories that no order shows', async () => {
    const rows = 6000;
    const random = createRandom(8);
    const group = Array.from({ length: rows }, () => `g${random.int(20)}`);
    const hit = new Set(['g1', 'g4', 'g9', 'g16', 'g11']);
    const y = Float64Array.from(group, (g) => (hit.has(g) ? 1 : 0) + 0.01 * random.normal());
    const model = await fit(
      { rows, features: [{ name: 'group', kind: 'category', values: group }], target: { kind: 'number', values: y } },
      { ...fixed, rounds: 1, leaves: 2, learningRate: 1 },
    );
    const answers = score(model, [{ name: 'group', kind: 'category', values: ['g1', 'g16', 'g0', 'g19'] }], 4);
    [1, 1, 0, 0].forEach((expected, at) => {
      expect(answers[at]).toBeCloseTo(expected, 1);
    });
  });

  it('stops at the best round: the bytes are those of a fit of just that many rounds', async () => {
    const validation = table(10, 'binary', 1200);
    const train = table(9);
    const stopped = await fit(
      train,
      { leaves: 15, minRowsPerLeaf: 2, learningRate: 0.3, earlyStoppingRounds: 10 },
      validation,
    );
    const rounds = stopped.summary.rounds;
    expect(rounds).toBeLessThan(stopped.curve.length);
    const losses = stopped.curve.map((point) => point.validation!);
    expect(losses.indexOf(Math.min(...losses)) + 1).toBe(rounds);
    const plain = await fit(
      train,
      { leaves: 15, minRowsPerLeaf: 2, learningRate: 0.3, earlyStoppingRounds: 0, rounds },
      validation,
    );
    expect(stopped.weights).toEqual(plain.weights);
    expect(stopped.importance).toEqual(plain.importance);
  });

  it('chooses rounds by cross-validation on a small table and learns from all of its rows', async () => {
    const train = table(11);
    const model = await fit(train, { leaves: 15, learningRate: 0.2 });
    const rounds = model.summary.rounds as number;
    expect(rounds).toBeGreaterThan(0);
    expect(rounds).toBeLessThan(300);
    expect(model.curve.every((point) => point.validation !== undefined)).toBe(true);
    const plain = await fit(train, { leaves: 15, learningRate: 0.2, earlyStoppingRounds: 0, rounds });
    expect(model.weights).toEqual(plain.weights);
  });

  it('gives class probabilities that sum to 1, rare and absent classes included', async () => {
    const train = table(12, 'multiclass');
    const rare = {
      ...train,
      target: {
        kind: 'class' as const,
        codes: (train.target as { codes: Int32Array }).codes.map((c, i) => (i === 5 ? 3 : c)),
        classes: ['a', 'b', 'c', 'rare', 'absent'],
      },
    };
    const answers = score(await fit(rare, { rounds: 20 }), rare.features, rare.rows);
    for (let row = 0; row < rare.rows; row++) {
      expect(answers.subarray(row * 5, row * 5 + 5).reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 12);
    }
  });

  it('balances classes, limits depth and answers for tables too small to split', async () => {
    const train = table(13);
    const mean = (answers: Float64Array) =>
      answers.reduce((sum, p, at) => sum + (at % 2 === 1 ? p : 0), 0) / train.rows;
    const skewed = {
      ...train,
      target: {
        kind: 'class' as const,
        codes: Int32Array.from({ length: train.rows }, (_, i) => (i % 10 === 0 ? 1 : 0)),
        classes: ['no', 'yes'],
      },
    };
    expect(mean(score(await fit(skewed), train.features, train.rows))).toBeLessThan(0.2);
    expect(
      mean(score(await fit(skewed, { ...fixed, classWeights: 'balanced' }), train.features, train.rows)),
    ).toBeGreaterThan(0.35);
    expect((await fit(train, { ...fixed, maxDepth: 1 })).summary.leaves).toBe(20);
    const tiny: TrainingRows = {
      rows: 3,
      features: [numbers('x', [1, 2, 3])],
      target: { kind: 'number', values: Float64Array.of(1, 2, 6) },
    };
    expect(score(await fit(tiny, {}), tiny.features, 3)[0]).toBeCloseTo(3, 12);
  });

  it('refuses a target of one class and stops after an abort', async () => {
    const train = table(14);
    const one = { ...train, target: { kind: 'class' as const, codes: new Int32Array(train.rows), classes: ['only'] } };
    await expect(fit(one)).rejects.toThrow('Choose another target column');
    const controller = new AbortController();
    const progress = () => controller.abort(new Error('cancelled by test'));
    const params = forestParamsSchema.parse(fixed);
    const aborted = plainFitContext({ seed: 1, signal: controller.signal, progress });
    await expect(forestRuntime.fit({ params, train, validation: null, context: aborted })).rejects.toThrow(
      'cancelled by test',
    );
  });

  it('asked to finish, gives the model of the rounds so far and has shown a point for each of them', async () => {
    const train = table(17);
    const controller = new AbortController();
    const points: FitPoint[] = [];
    const model = await forestRuntime.fit({
      params: forestParamsSchema.parse(fixed),
      train,
      validation: null,
      context: {
        ...context(),
        finish: controller.signal,
        progress: ({ done }) => (done === 4 ? controller.abort() : undefined),
        point: (point) => points.push(point),
      },
    });
    expect(model).toEqual(await fit(train, { ...fixed, rounds: 4 }));
    expect(points).toEqual(model.curve.map(({ step, train: value }) => ({ series: 'train log loss', step, value })));
    expect(points).toHaveLength(4);
  });

  it('asked to finish while it tries rounds on folds, still learns the best of them from all rows', async () => {
    const train = table(18);
    const controller = new AbortController();
    const series = new Set<string>();
    const model = await forestRuntime.fit({
      params: forestParamsSchema.parse({ rounds: 40, earlyStoppingRounds: 10, minRowsPerLeaf: 5, leaves: 8 }),
      train,
      validation: null,
      context: {
        ...context(),
        finish: controller.signal,
        progress: ({ done }) => (done === 4 ? controller.abort() : undefined),
        point: (point) => {
          series.add(point.series);
        },
      },
    });
    expect([...series]).toEqual(['validation log loss of folds', 'train log loss']);
    expect(model.summary.rounds).toBeGreaterThan(1);
    expect(model.summary.rounds).toBeLessThanOrEqual(4);
  });
});

describe('scoring', () => {
  it('answers alike for one row and a block, strange bits included', async () => {
    const odd = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -0, 5e-324, Number.NaN, 1e308, -1e308, 16_777_217];
    for (const [seed, task] of (['binary', 'multiclass', 'regression'] as const).entries()) {
      const random = createRandom(100 + seed);
      const train = randomTable(random, task, 300);
      const model = await fit(train, { ...fixed, minRowsPerLeaf: 2 });
      const rows = 1500;
      const columns = train.features.map(
        (feature): FeatureColumn =>
          feature.kind === 'number'
            ? numbers(
                feature.name,
                Float64Array.from({ length: rows }, (_, i) => (i < odd.length ? odd[i]! : random.normal() * 3)),
              )
            : {
                name: feature.name,
                kind: 'category',
                values: Array.from({ length: rows }, () => (random.int(9) === 0 ? null : `level ${random.int(15)}`)),
              },
      );
      const scorer = forestRuntime.load(model);
      const block = scorer.scoreBlock(columns, rows);
      const out = new Float64Array(scorer.outputs);
      for (let row = 0; row < rows; row++) {
        scorer.scoreRow(
          columns.map((column) => column.values[row] ?? null),
          out,
        );
        expect(out).toEqual(block.slice(row * scorer.outputs, (row + 1) * scorer.outputs));
        expect(out.every(Number.isFinite)).toBe(true);
      }
    }
  });

  it('names a column that does not belong', async () => {
    const train = table(15);
    const scorer = forestRuntime.load(await fit(train));
    expect(() => scorer.scoreBlock([...train.features].reverse(), train.rows)).toThrow('feature "x"');
    expect(() => scorer.scoreRow(['one', 0, 'g1'], new Float64Array(2))).toThrow(
      'got the text "one", expected a number',
    );
  });

  it('refuses weights that were cut, and a task or feature that trees do not know', async () => {
    const model = await fit(table(16));
    expect(() => forestRuntime.load({ ...model, task: 'clustering' })).toThrow('trees for groups of rows');
    const [, ...others] = model.features;
    const text = { name: 'x', kind: 'text' as const };
    expect(() => forestRuntime.load({ ...model, features: [text, ...others] })).toThrow('a text feature "x"');
    expect(() => forestRuntime.load({ ...model, weights: model.weights.slice(0, -8) })).toThrow('bytes of weights');
  });
});
