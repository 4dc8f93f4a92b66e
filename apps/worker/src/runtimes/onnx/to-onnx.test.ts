import { createRandom } from '@millrace/pipeline-core/seeded-random';
import { describe, expect, it } from 'vitest';
import { baggingParamsSchema } from '../bagging/params';
import { randomForestRuntime } from '../bagging/runtime';
import { forestParamsSchema } from '../forest/params';
import { randomTable } from '../forest/random-table';
import { forestRuntime } from '../forest/runtime';
import { linearRuntime } from '../linear/linear-runtime';
import { logisticRuntime } from '../linear/logistic-runtime';
import { linearParamsSchema, logisticParamsSchema } from '../linear/params';
import type { FeatureColumn, FittedModel, RowScorer, StoredModel, TrainingRows } from '../model-runtime';
import { plainFitContext } from '../plain-fit-context';
import { type ReadTensor, readOnnx } from './testing/read-onnx';
import { runOnnx } from './testing/run-onnx';
import { modelToOnnx } from './to-onnx';

const context = plainFitContext({ seed: 1 });
const small = { earlyStoppingRounds: 0, rounds: 6, minRowsPerLeaf: 3, leaves: 8 };

const fitTrees = (train: TrainingRows, params: object = small) =>
  forestRuntime.fit({ params: forestParamsSchema.parse(params), train, validation: null, context });

function inputsOf(columns: readonly FeatureColumn[], rows: number): Record<string, ReadTensor> {
  const values = ({ kind, values: cells }: FeatureColumn) =>
    kind === 'number' ? [...cells] : [...cells].map((cell) => cell ?? '');
  return Object.fromEntries(columns.map((column) => [column.name, { dims: [rows, 1], values: values(column) }]));
}

/** The exported graph answers these rows as the scorer does. */
function expectSame(o: {
  model: FittedModel;
  scorer: RowScorer;
  features: readonly FeatureColumn[];
  rows: number;
}): void {
  const { model, scorer, features, rows } = o;
  const graph = readOnnx(modelToOnnx(model));
  const answers = runOnnx(graph, inputsOf(features, rows));
  const ours = scorer.scoreBlock(features, rows);
  const [first, second] = graph.outputs.map(({ name }) => answers.get(name)?.values ?? []);
  const numbers = (model.classes === undefined ? first : second)?.map(Number) ?? [];
  expect(numbers).toHaveLength(ours.length);
  const largest = ours.reduce((most, value) => Math.max(most, Math.abs(value)), 1);
  numbers.forEach((value, at) => {
    expect(Math.abs(value - ours[at]!), `answer ${at}`).toBeLessThan(1e-5 * largest);
  });
  const { classes } = model;
  if (classes === undefined) return;
  const expected = labelsOf(ours, classes);
  const clear = expected.flatMap((_, row) => (marginOf(ours, classes.length, row) > 1e-5 ? [row] : []));
  expect(clear.map((row) => first?.[row])).toEqual(clear.map((row) => expected[row]));
}

/** How far the most likely class is ahead: float32 may turn a hair around. */
function marginOf(shares: Float64Array, classes: number, row: number): number {
  const sorted = shares.slice(row * classes, (row + 1) * classes).sort();
  return (sorted.at(-1) ?? 0) - (sorted.at(-2) ?? 0);
}

/** The most likely class, the first on a tie; of two the second from one half on. */
function labelsOf(shares: Float64Array, classes: readonly string[]): string[] {
  return Array.from({ length: shares.length / classes.length }, (_, row) => {
    const own = [...shares.subarray(row * classes.length, (row + 1) * classes.length)];
    const at = classes.length === 2 ? Number(own[1]! >= 0.5) : own.indexOf(Math.max(...own));
    return classes[at] ?? '';
  });
}

const column = (name: string, values: ArrayLike<number>): FeatureColumn => ({
  name,
  kind: 'number',
  values: Float64Array.from(values),
});

describe('trees in ONNX', () => {
  it.each(['binary', 'multiclass', 'regression'] as const)('answer as ours do: %s, 40 random tables', async (task) => {
    const random = createRandom(11);
    for (let time = 0; time < 40; time++) {
      const train = randomTable(random, task, 60 + random.int(60));
      if (train.target.kind === 'class' && new Set(train.target.codes).size < 2) continue;
      const model = await fitTrees(train);
      expectSame({ model, scorer: forestRuntime.load(model), features: train.features, rows: train.rows });
    }
  });

  it('answer with expected counts where the loss is that of Poisson', async () => {
    const rows = 90;
    const x = Float64Array.from({ length: rows }, (_, at) => at % 9);
    const values = x.map((value, at) => value * 3 + (at % 4));
    const features = [column('x', x)];
    const model = await fitTrees({ rows, features, target: { kind: 'number', values } }, { ...small, loss: 'poisson' });
    expectSame({ model, scorer: forestRuntime.load(model), features, rows });
  });

  it('send values at a cut, missing ones, infinite ones, and unseen or missing categories the same way', async () => {
    const rows = 120;
    const x = Float64Array.from({ length: rows }, (_, at) => (at % 5 === 0 ? Number.NaN : (at % 12) / 10));
    const group = Array.from({ length: rows }, (_, at) => (at % 7 === 0 ? null : `g${at % 4}`));
    const values = x.map((value, at) => (Number.isNaN(value) ? 2 : value) + (group[at] === 'g2' ? 3 : 0));
    const features: FeatureColumn[] = [column('x', x), { name: 'group', kind: 'category', values: group }];
    const model = await fitTrees({ rows, features, target: { kind: 'number', values } });
    const cuts = [...x].flatMap((value) => [value, Math.fround(value + 0.05)]);
    const cells = [...cuts, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY, -0, Number.NaN];
    const groups = cells.map((_, at) => [null, 'g0', 'g1', 'g2', 'g3', 'never seen'][at % 6] ?? null);
    const asked: FeatureColumn[] = [column('x', cells), { name: 'group', kind: 'category', values: groups }];
    expectSame({ model, scorer: forestRuntime.load(model), features: asked, rows: cells.length });
  });

  it('keep apart what float32 cannot, and a large mean costs the leaves nothing', async () => {
    const rows = 200;
    const ids = Float64Array.from({ length: rows }, (_, at) => 1e15 + at);
    const values = ids.map((_, at) => 1e7 + (at % 50) / 10 + (at > 100 ? 1 : 0));
    const features = [column('id', ids)];
    const model = await fitTrees({ rows, features, target: { kind: 'number', values } });
    const graph = readOnnx(modelToOnnx(model));
    const answers = runOnnx(graph, inputsOf(features, rows)).get('prediction')?.values ?? [];
    const ours = forestRuntime.load(model).scoreBlock(features, rows);
    answers.forEach((value, at) => {
      expect(Math.abs(Number(value) - ours[at]!), `row ${at}`).toBeLessThan(1e-5);
    });
  });

  it('that never split are one leaf, and features nobody asks about stay inputs', async () => {
    const rows = 30;
    const features: FeatureColumn[] = [
      { name: 'label', kind: 'category', values: Array.from({ length: rows }, () => 'same') },
    ];
    const codes = Int32Array.from({ length: rows }, (_, at) => at % 2);
    const model = await fitTrees({ rows, features, target: { kind: 'class', codes, classes: ['a', 'b'] } });
    expectSame({ model, scorer: forestRuntime.load(model), features, rows });
    const graph = readOnnx(modelToOnnx(model));
    expect(graph.inputs).toEqual([{ name: 'label', type: 8, dims: ['N', 1] }]);
    expect(graph.outputs.map(({ name }) => name)).toEqual(['label_2', 'probabilities']);
  });

  it('are never a TreeEnsembleClassifier, and say their order of columns', async () => {
    const model = await fitTrees(randomTable(createRandom(3), 'binary', 80));
    const { nodes, facts } = readOnnx(modelToOnnx(model));
    const operators = nodes.map(({ operator }) => operator);
    expect(operators).toContain('TreeEnsembleRegressor');
    expect(operators).not.toContain('TreeEnsembleClassifier');
    expect(JSON.parse(facts.features ?? '')).toEqual(model.features.map(({ name, kind }) => ({ name, kind })));
    expect(JSON.parse(facts.classes ?? '')).toEqual(['a', 'b']);
  });

  it('refuse a category that cannot be told from a missing one', async () => {
    const features: FeatureColumn[] = [
      { name: 'city', kind: 'category', values: Array.from({ length: 40 }, (_, at) => (at % 2 === 0 ? '' : 'x')) },
    ];
    const values = Float64Array.from({ length: 40 }, (_, at) => at % 2);
    const model = await fitTrees({ rows: 40, features, target: { kind: 'number', values } });
    expect(() => modelToOnnx(model)).toThrow('an empty text among the categories of "city"');
  });
});

describe('averaged trees in ONNX', () => {
  it.each(['binary', 'multiclass', 'regression'] as const)('answer as ours do: %s, 20 random tables', async (task) => {
    const random = createRandom(12);
    for (let time = 0; time < 20; time++) {
      const train = randomTable(random, task, 60 + random.int(60));
      if (train.target.kind === 'class' && new Set(train.target.codes).size < 2) continue;
      const params = baggingParamsSchema.parse({ trees: 7, minRowsPerLeaf: 3 });
      const model = await randomForestRuntime.fit({ params, train, validation: null, context });
      expectSame({ model, scorer: randomForestRuntime.load(model), features: train.features, rows: train.rows });
    }
  });
});

describe('linear models in ONNX', () => {
  const rows = 80;
  const random = createRandom(5);
  const features = [
    column(
      'income',
      Float64Array.from({ length: rows }, () => 1e6 * random.next()),
    ),
    column(
      'rate',
      Float64Array.from({ length: rows }, () => random.normal()),
    ),
  ];
  const signal = Float64Array.from({ length: rows }, (_, at) => {
    const [income, rate] = features.map((one) => (one.kind === 'number' ? one.values[at]! : 0));
    return income! / 1e6 + rate! + random.normal() / 4;
  });
  const classes = (names: string[]): TrainingRows => ({
    rows,
    features,
    target: {
      kind: 'class',
      classes: names,
      codes: Int32Array.from(signal, (value) => Math.min(names.length - 1, Math.max(0, Math.floor(value + 0.7)))),
    },
  });

  it('answer as ours do: numbers', async () => {
    const train: TrainingRows = { rows, features, target: { kind: 'number', values: signal } };
    const model = await linearRuntime.fit({ params: linearParamsSchema.parse({}), train, validation: null, context });
    expectSame({ model, scorer: linearRuntime.load(model), features, rows });
  });

  it.each([[['no', 'yes']], [['low', 'middle', 'high']]])('answer as ours do: %j', async (names) => {
    const params = logisticParamsSchema.parse({});
    const model = await logisticRuntime.fit({ params, train: classes(names), validation: null, context });
    expectSame({ model, scorer: logisticRuntime.load(model), features, rows });
  });

  it('give the same bytes for the same model, and a tie of two classes to the positive one', () => {
    const layout = [
      { name: 'coefficients', type: 'f64', at: 0, length: 1 },
      { name: 'intercepts', type: 'f64', at: 8, length: 1 },
    ];
    const stored: StoredModel = {
      format: 'logistic',
      task: 'binary',
      classes: ['no', 'yes'],
      features: [{ name: 'x', kind: 'number' }],
      json: { v: 1, outputs: 1, layout },
      weights: new Uint8Array(16),
    };
    const bytes = modelToOnnx(stored);
    expect(modelToOnnx(stored)).toEqual(bytes);
    const answers = runOnnx(readOnnx(bytes), { x: { dims: [1, 1], values: [3] } });
    expect(answers.get('probabilities')?.values).toEqual([0.5, 0.5]);
    expect(answers.get('label')?.values).toEqual(['yes']);
  });
});

it('a model without a form in ONNX says so', () => {
  const forecast: StoredModel = {
    format: 'arima',
    task: 'forecast',
    features: [],
    json: {},
    weights: new Uint8Array(0),
  };
  expect(() => modelToOnnx(forecast)).toThrow('a forecast, which is a stored path');
  expect(() => modelToOnnx({ ...forecast, format: 'text-linear' })).toThrow('use Vectorise text');
  expect(() => modelToOnnx({ ...forecast, format: 'linear', task: 'regression' })).toThrow('a model without features');
});
