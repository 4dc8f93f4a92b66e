import { createRandom } from '@millrace/pipeline-core/seeded-random';
import { describe, expect, it } from 'vitest';
import { randomTable } from '../forest/random-table';
import type { FeatureColumn, FitPoint, FittedModel, TrainingRows } from '../model-runtime';
import { plainFitContext } from '../plain-fit-context';
import { planBag } from './bag-memory';
import { bagTable } from './bag-table';
import { bagTarget } from './bag-target';
import { growTrees } from './grow-trees';
import { baggingParamsSchema } from './params';
import { decisionTreeRuntime, randomForestRuntime } from './runtime';

const context = (seed = 1) => plainFitContext({ seed });
const fit = (train: TrainingRows, params: object = {}, seed = 1): Promise<FittedModel> =>
  randomForestRuntime.fit({
    params: baggingParamsSchema.parse({ trees: 20, ...params }),
    train,
    validation: null,
    context: context(seed),
  });
const oneTree = (train: TrainingRows, params: object = {}): Promise<FittedModel> =>
  decisionTreeRuntime.fit({
    params: baggingParamsSchema.parse({ trees: 1, drawnShare: 0, columnShare: 1, ...params }),
    train,
    validation: null,
    context: context(),
  });
const numbers = (name: string, values: ArrayLike<number>): FeatureColumn => ({
  name,
  kind: 'number',
  values: Float64Array.from(values),
});
const score = (model: FittedModel, features: FeatureColumn[], rows: number) =>
  randomForestRuntime.load(model).scoreBlock(features, rows);

/** y says yes when x + z is large, with noise. */
function noisy(rows: number, seed = 3): TrainingRows {
  const random = createRandom(seed);
  const column = () => Float64Array.from({ length: rows }, () => random.normal());
  const [x, z] = [column(), column()];
  const codes = Int32Array.from(x, (value, row) => (value + z[row]! + random.normal() / 2 > 0 ? 1 : 0));
  return {
    rows,
    features: [numbers('x', x), numbers('z', z)],
    target: { kind: 'class', codes, classes: ['no', 'yes'] },
  };
}

const accuracy = (model: FittedModel, { features, rows, target }: TrainingRows) => {
  const answers = score(model, features, rows);
  const codes = target.kind === 'class' ? target.codes : new Int32Array(0);
  return codes.reduce((right, code, row) => right + (answers[2 * row + code]! >= 0.5 ? 1 : 0), 0) / rows;
};

describe('a random forest', () => {
  it.each(['binary', 'multiclass', 'regression'] as const)(
    'has the same bytes for any number of threads: %s',
    async (task) => {
      const train = randomTable(createRandom(5), task, 700);
      const params = baggingParamsSchema.parse({ trees: 7 });
      const target = bagTarget(train, params);
      const grow = (threads: number) =>
        growTrees({ table: bagTable(train, target, 255), target, params, context: context() }, threads);
      const one = await grow(1);
      expect(one.trees.treeStart).toHaveLength(8);
      for (const threads of [2, 3, 5]) expect(await grow(threads), `${threads} threads`).toEqual(one);
    },
  );

  it('grows other trees with another seed, and each of them from other rows', async () => {
    const train = noisy(200);
    expect((await fit(train, {}, 1)).weights).toEqual((await fit(train, {}, 1)).weights);
    expect((await fit(train, {}, 1)).weights).not.toEqual((await fit(train, {}, 2)).weights);
    const all = await fit(train, { drawnShare: 0, columnShare: 1, trees: 5 });
    expect(score(all, train.features, train.rows)).toEqual(score(await oneTree(train), train.features, train.rows));
  });

  it('tells from rows left out how good it is on rows it has not seen', async () => {
    const model = await fit(noisy(3000), { trees: 60 });
    const seen = model.summary['out-of-bag accuracy'];
    const fresh = accuracy(model, noisy(3000, 4));
    expect(Math.abs(Number(seen) - fresh)).toBeLessThan(0.02);
    expect(fresh).toBeGreaterThan(0.85);
    expect(accuracy(model, noisy(3000))).toBeGreaterThan(0.97);
    expect((await fit(noisy(100), { drawnShare: 0 })).summary).not.toHaveProperty('out-of-bag accuracy');
  });

  it('is worth more than one tree, and says what features gave it', async () => {
    const train = noisy(2000);
    const useless = numbers(
      'useless',
      Float64Array.from({ length: 2000 }, (_, row) => (row * 7919) % 13),
    );
    const model = await fit({ ...train, features: [...train.features, useless] });
    expect(model.importance.map(({ feature }) => feature).at(-1)).toBe('useless');
    expect(model.importance.reduce((sum, { value }) => sum + value, 0)).toBeCloseTo(1, 12);
    const test = noisy(2000, 9);
    expect(accuracy(await fit(train), test)).toBeGreaterThan(accuracy(await oneTree(train), test));
  });

  it('asked to finish, is the forest of the trees so far', async () => {
    const finish = new AbortController();
    const points: FitPoint[] = [];
    const params = baggingParamsSchema.parse({ trees: 50 });
    const model = await randomForestRuntime.fit({
      params,
      train: noisy(200),
      validation: null,
      context: {
        ...context(),
        finish: finish.signal,
        point: (point) => points.push(point),
        progress: ({ done }) => (done === 4 ? finish.abort() : undefined),
      },
    });
    expect(model).toEqual(await fit(noisy(200), { trees: 4 }));
    expect(points.map(({ series, step }) => [series, step]).at(-1)).toEqual(['error rate on rows left out', 4]);
  });

  it('stops when it is given up', async () => {
    const giveUp = new AbortController();
    const signal = giveUp.signal;
    const progress = () => giveUp.abort(new Error('not needed any more'));
    const params = baggingParamsSchema.parse({ trees: 50 });
    const aborted = plainFitContext({ seed: 1, signal, progress });
    await expect(
      randomForestRuntime.fit({ params, train: noisy(200), validation: null, context: aborted }),
    ).rejects.toThrow('not needed any more');
  });

  it('refuses one class, and what memory cannot hold; takes fewer threads before that', async () => {
    const train = noisy(50);
    const one = { ...train, target: { kind: 'class' as const, codes: new Int32Array(50), classes: ['only'] } };
    await expect(fit(one)).rejects.toThrow('Choose another target column');
    const need = { features: 20, threads: 8, values: 1, minRows: 1, weighted: false, leavesOut: true };
    expect(planBag({ ...need, rows: 1_000_000 }, 500).need.threads).toBeLessThan(8);
    expect(() => planBag({ ...need, rows: 200_000_000 })).toThrow(/200000000 rows x 20 features/);
  });
});

describe('the size of leaves', () => {
  it('is chosen by rows that a tree has not seen: small where the target follows the columns, large where it is chance', async () => {
    const chosen = async (train: TrainingRows) =>
      (await oneTree(train, { minRowsPerLeaf: 0 })).summary['rows per leaf'];
    const rows = 1500;
    const x = Float64Array.from({ length: rows }, (_, row) => ((row * 7919) % rows) / 10);
    const steps = x.map((value) => Math.floor(value / 3) % 2);
    const features = [numbers('x', x)];
    const target = (values: Float64Array) => ({ kind: 'number' as const, values });
    expect(await chosen({ rows, features, target: target(steps) })).toBeLessThan(20);
    const random = createRandom(3);
    const noise = x.map(() => random.normal());
    expect(await chosen({ rows, features, target: target(noise) })).toBe(100);
    expect((await oneTree(noisy(100), { minRowsPerLeaf: 7 })).summary).not.toHaveProperty('rows per leaf');
  });
});

describe('averaged trees', () => {
  it('send missing values the way that fits, where training had none to the larger side', async () => {
    const rows = 200;
    const x = Float64Array.from({ length: rows }, (_, at) => (at % 4 === 0 ? Number.NaN : at % 4));
    const values = x.map((value) => (Number.isNaN(value) || value === 1 ? 10 : 0));
    const model = await oneTree({ rows, features: [numbers('x', x)], target: { kind: 'number', values } });
    expect([...score(model, [numbers('x', [Number.NaN, 1, 2, 3])], 4)].map(Math.round)).toEqual([10, 10, 0, 0]);
    const full = numbers(
      'x',
      Float64Array.from({ length: rows }, (_, at) => (at % 4 === 0 ? 0 : 1)),
    );
    const target = {
      kind: 'number' as const,
      values: Float64Array.from({ length: rows }, (_, at) => (at % 4 === 0 ? 10 : 0)),
    };
    const sure = await oneTree({ rows, features: [full], target });
    expect(score(sure, [numbers('x', [Number.NaN])], 1)[0]).toBeCloseTo(0, 5);
  });

  it.each([2, 3])('find a group of categories that no order of texts shows, %i classes', async (classes) => {
    const rows = 2000;
    const random = createRandom(8);
    const group = Array.from({ length: rows }, () => `g${random.int(20)}`);
    const hit = ['g1', 'g4', 'g9', 'g16', 'g11'];
    const codes = Int32Array.from(group, (name) => (hit.includes(name) ? 1 : 0));
    const names = ['no', 'yes', 'never'].slice(0, classes);
    const model = await oneTree(
      {
        rows,
        features: [{ name: 'group', kind: 'category', values: group }],
        target: { kind: 'class', codes, classes: names },
      },
      { maxDepth: 1 },
    );
    const asked: FeatureColumn = { name: 'group', kind: 'category', values: ['g1', 'g16', 'g0', 'g19', 'new', null] };
    const answers = score(model, [asked], 6);
    expect([0, 1, 2, 3].map((row) => answers[row * classes + 1])).toEqual([1, 1, 0, 0]);
    expect(answers.every(Number.isFinite)).toBe(true);
  });

  it('pass over rows of weight 0, and balance classes when asked', async () => {
    const train = noisy(300);
    const half = { ...train, weights: Float64Array.from({ length: 300 }, (_, row) => (row < 200 ? 1 : 0)) };
    const codes = train.target.kind === 'class' ? train.target.codes : new Int32Array(0);
    const spoiled = codes.map((code, row) => (row < 200 ? code : 1 - code));
    const other: TrainingRows = { ...half, target: { kind: 'class', codes: spoiled, classes: ['no', 'yes'] } };
    expect((await oneTree(half)).weights).toEqual((await oneTree(other)).weights);
    const rare = Int32Array.from({ length: 300 }, (_, row) => (row % 10 === 0 ? 1 : 0));
    const skewed: TrainingRows = { ...train, target: { kind: 'class', codes: rare, classes: ['no', 'yes'] } };
    const mean = async (classWeights: string) => {
      const answers = score(await oneTree(skewed, { classWeights, maxDepth: 1 }), train.features, 300);
      return answers.reduce((sum, share, at) => sum + (at % 2 === 1 ? share : 0), 0) / 300;
    };
    expect(await mean('none')).toBeLessThan(0.2);
    expect(await mean('balanced')).toBeGreaterThan(0.3);
  });

  it.each(['binary', 'multiclass', 'regression'] as const)('answer alike for one row and a block: %s', async (task) => {
    const train = randomTable(createRandom(31), task, 300);
    const scorer = randomForestRuntime.load(await fit(train, { trees: 5 }));
    const block = scorer.scoreBlock(train.features, train.rows);
    const out = new Float64Array(scorer.outputs);
    for (let row = 0; row < train.rows; row++) {
      scorer.scoreRow(
        train.features.map((column) => (column.kind === 'vector' ? null : (column.values[row] ?? null))),
        out,
      );
      expect(out).toEqual(block.slice(row * scorer.outputs, (row + 1) * scorer.outputs));
      if (task !== 'regression') expect(out.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 12);
    }
  });

  it('refuse weights that were cut or lead nowhere, and tasks they do not know', async () => {
    const model = await fit(noisy(60), { trees: 2 });
    expect(() => randomForestRuntime.load({ ...model, task: 'clustering' })).toThrow('trees for groups of rows');
    expect(() => randomForestRuntime.load({ ...model, weights: model.weights.slice(0, -8) })).toThrow(
      'bytes of weights',
    );
    const zeros = { ...model, weights: new Uint8Array(model.weights.length) };
    expect(() => randomForestRuntime.load(zeros)).toThrow('arrays of unequal length');
  });
});
