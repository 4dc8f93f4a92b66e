import { createRandom } from '@millrace/pipeline-core/seeded-random';
import { describe, expect, it } from 'vitest';
import type { FeatureColumn, FitPoint, FittedModel, TrainingRows } from '../model-runtime';
import { plainFitContext } from '../plain-fit-context';
import { decodeCoefficients } from './coefficients';
import { linearRuntime } from './linear-runtime';
import { logisticRuntime } from './logistic-runtime';
import { linearParamsSchema, logisticParamsSchema } from './params';

const context = plainFitContext({ seed: 1 });
const rows = 40;
const number = (name: string, value: (row: number) => number, count = rows): FeatureColumn => ({
  name,
  kind: 'number',
  values: Float64Array.from({ length: count }, (_, row) => value(row)),
});
const features = [number('a', Math.sin), number('b', (i) => ((i * i) % 7) - 3), number('c', (i) => ((i * 5) % 11) / 2)];
const y = Float64Array.from({ length: rows }, (_, i) => {
  const [a, b, c] = features.map((feature) => (feature.kind === 'number' ? feature.values[i]! : 0));
  return 2 * a! - 0.5 * b! + 0.1 * c! + (((i * i * 3) % 13) - 6) / 10;
});
const regression: TrainingRows = { rows, features, target: { kind: 'number', values: y } };
const classification = (codes: Int32Array, classes: string[]): TrainingRows => ({
  rows,
  features,
  target: { kind: 'class', codes, classes },
});
const two = classification(
  Int32Array.from(y, (value) => (value > 0 ? 1 : 0)),
  ['no', 'yes'],
);
const three = classification(
  Int32Array.from(y, (value) => (value < -1 ? 0 : value < 1 ? 1 : 2)),
  ['low', 'middle', 'high'],
);

async function fitLinear(params: object, train = regression): Promise<FittedModel> {
  return linearRuntime.fit({
    params: linearParamsSchema.parse({ tolerance: 1e-12, maxIterations: 100_000, ...params }),
    train,
    validation: null,
    context,
  });
}

async function fitLogistic(params: object, train: TrainingRows): Promise<FittedModel> {
  return logisticRuntime.fit({
    params: logisticParamsSchema.parse({ tolerance: 1e-10, ...params }),
    train,
    validation: null,
    context,
  });
}

function expectModel(
  model: FittedModel,
  coefficients: readonly number[],
  intercepts: readonly number[],
  digits: number,
): void {
  const found = decodeCoefficients(model);
  [...found.coefficients, ...found.intercepts].forEach((value, at) => {
    expect(value, `number ${at}`).toBeCloseTo([...coefficients, ...intercepts][at]!, digits);
  });
}

/** Expected numbers: scikit-learn 1.9 on standardised features, coefficients turned back to the columns as they came. */
describe('linear regression', () => {
  it('agrees with scikit-learn for every penalty', async () => {
    expectModel(await fitLinear({ penalty: 'none' }), [1.8849721162, -0.5140041479, 0.1519911957], [-0.1586158393], 9);
    expectModel(
      await fitLinear({ penalty: 'ridge', strength: 2.5 }),
      [1.7828411669, -0.4954481058, 0.1421127783],
      [-0.1114617563],
      9,
    );
    expectModel(
      await fitLinear({ penalty: 'lasso', strength: 0.1 }),
      [1.7731491579, -0.4532791942, 0.0866048018],
      [0.0735861141],
      8,
    );
    const net = { penalty: 'elastic-net', strength: 0.2, l1Share: 0.3 };
    expectModel(await fitLinear(net), [1.610626297, -0.4412362458, 0.0971896587], [0.0636238717], 8);
  });

  it('drops what lasso drops at a strength that leaves nothing', async () => {
    const model = await fitLinear({ penalty: 'lasso', strength: 100 });
    expect(model.summary.coefficients).toBe(0);
    expect(model.importance.every(({ value }) => value === 0)).toBe(true);
  });

  it('treats a weight like repeated rows', async () => {
    const weights = Float64Array.from({ length: rows }, (_, row) => 1 + (row % 3));
    const at = [...weights.keys()].flatMap((row) => new Array<number>(weights[row]!).fill(row));
    const repeated: TrainingRows = {
      rows: at.length,
      features: features.map((feature) =>
        number(feature.name, (i) => (feature.kind === 'number' ? feature.values[at[i]!]! : 0), at.length),
      ),
      target: { kind: 'number', values: Float64Array.from(at, (row) => y[row]!) },
    };
    const weighted = decodeCoefficients(await fitLinear({}, { ...regression, weights }));
    expectModel(await fitLinear({}, repeated), [...weighted.coefficients], [...weighted.intercepts], 10);
  });

  it('solves collinear and constant columns and fits as well as without them', async () => {
    const [a, b] = features;
    const sum = number('sum', (i) =>
      a!.kind === 'number' && b!.kind === 'number' ? a!.values[i]! + 2 * b!.values[i]! : 0,
    );
    const wide = { ...regression, features: [...features, sum, number('same', () => 7), { ...a!, name: 'copy' }] };
    const model = await fitLinear({ penalty: 'none' }, wide);
    expect(model.summary.collinear).toBe(3);
    const plain = linearRuntime.load(await fitLinear({ penalty: 'none' })).scoreBlock(features, rows);
    linearRuntime
      .load(model)
      .scoreBlock(wide.features, rows)
      .forEach((value, row) => {
        expect(value).toBeCloseTo(plain[row]!, 9);
      });
  });

  it('goes through the origin without an intercept', async () => {
    const line: TrainingRows = {
      rows: 3,
      features: [number('x', (i) => i + 1, 3)],
      target: { kind: 'number', values: Float64Array.of(1, 2, 4) },
    };
    expectModel(await fitLinear({ penalty: 'none', intercept: false }, line), [17 / 14], [0], 12);
  });

  it('keeps its accuracy on columns far from zero', async () => {
    const far = {
      ...regression,
      features: features.map((feature) =>
        number(feature.name, (i) => (feature.kind === 'number' ? 1e6 + feature.values[i]! : 0)),
      ),
    };
    const found = decodeCoefficients(await fitLinear({ penalty: 'none' }, far));
    expect(found.coefficients[0]).toBeCloseTo(1.8849721162, 6);
  });

  it('names the feature, the rows and the next step when a value is missing or a category', async () => {
    const gaps = { ...regression, features: [features[0]!, number('age', (i) => (i < 3 ? Number.NaN : i))] };
    await expect(fitLinear({}, gaps)).rejects.toThrow(
      'Linear regression › feature "age": got 3 of 40 rows without a finite number',
    );
    await expect(fitLinear({}, gaps)).rejects.toThrow('Add "Impute missing" before this step.');
    const text: FeatureColumn = { name: 'city', kind: 'category', values: new Array<string>(rows).fill('x') };
    await expect(fitLinear({}, { ...regression, features: [text] })).rejects.toThrow(
      'Add "Encode categories" before this step.',
    );
    const note: FeatureColumn = { ...text, kind: 'text' };
    await expect(fitLinear({}, { ...regression, features: [note] })).rejects.toThrow('Add "Vectorise text" before');
    await expect(fitLinear({}, two)).rejects.toThrow('Use "Logistic regression"');
  });
});

describe('logistic regression', () => {
  it('agrees with scikit-learn for two classes', async () => {
    expectModel(
      await fitLogistic({ strength: 2 }, two),
      [2.4840667212, -0.5753366107, -0.0746472771],
      [0.4717408098],
      6,
    );
    expectModel(
      await fitLogistic({ strength: 2, classWeights: 'balanced' }, two),
      [2.524378359, -0.5821121891, -0.0701790337],
      [0.1079042725],
      6,
    );
    const noisy = classification(
      Int32Array.from(y, (value, i) => (value + Math.cos(i * 3) * 2 > 0 ? 1 : 0)),
      ['no', 'yes'],
    );
    expectModel(
      await fitLogistic({ penalty: 'none' }, noisy),
      [2.4648452379, -0.9244619722, 0.2165613823],
      [-0.2871792316],
      5,
    );
  });

  it('agrees with scikit-learn for L1, where coefficients become exactly 0', async () => {
    const lasso = await fitLogistic({ penalty: 'l1', strength: 1 / 0.3 }, two);
    expectModel(lasso, [2.5102587233, -0.3037551439, 0], [0.5194401281], 5);
    expect(decodeCoefficients(lasso).coefficients[2]).toBe(0);
    expectModel(
      await fitLogistic({ penalty: 'elastic-net', strength: 1 / 0.3, l1Share: 0.4 }, two),
      [2.129899594, -0.4217400503, 0],
      [0.3373972216],
      5,
    );
  });

  it('agrees with scikit-learn for three classes', async () => {
    const coefficients = [
      -1.9261525648, 0.7894388371, -0.195076535, -0.4938108148, -0.019821731, -0.0027493809, 2.4199633796,
      -0.7696171061, 0.197825916,
    ];
    expectModel(await fitLogistic({}, three), coefficients, [-0.046072567, 1.0199116518, -0.9738390848], 6);
  });

  it('answers probabilities, alike for one row and for a block, and survives separable classes', async () => {
    const separable = classification(
      Int32Array.from({ length: rows }, (_, i) => (Math.sin(i) > 0 ? 1 : 0)),
      ['no', 'yes'],
    );
    for (const model of [await fitLogistic({ penalty: 'none' }, separable), await fitLogistic({}, three)]) {
      const scorer = logisticRuntime.load(model);
      const block = scorer.scoreBlock(features, rows);
      const out = new Float64Array(scorer.outputs);
      for (let row = 0; row < rows; row++) {
        scorer.scoreRow(
          features.map((feature) => feature.values[row] ?? null),
          out,
        );
        expect([...out]).toEqual([...block.subarray(row * scorer.outputs, (row + 1) * scorer.outputs)]);
        expect(out.reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 12);
      }
    }
  });

  it('gives the same bytes for the same rows', async () => {
    expect(await fitLogistic({}, three)).toEqual(await fitLogistic({}, three));
  });

  it('makes of its features what the fit made of them, from the model and the rows alone', async () => {
    const [numbers, classes] = [await fitLinear({ penalty: 'none' }), await fitLogistic({}, three)];
    for (const [model, found] of [
      [numbers, linearRuntime.importance?.(numbers, regression)],
      [classes, logisticRuntime.importance?.(classes, three)],
    ] as const) {
      expect(found?.map(({ feature }) => feature)).toEqual(model.importance.map(({ feature }) => feature));
      for (const [at, { value }] of model.importance.entries()) expect(found?.[at]?.value).toBeCloseTo(value, 12);
    }
  });

  it('asked to finish, gives the coefficients of the iterations so far', async () => {
    const controller = new AbortController();
    const points: FitPoint[] = [];
    const model = await logisticRuntime.fit({
      params: logisticParamsSchema.parse({ tolerance: 1e-10 }),
      train: three,
      validation: null,
      context: {
        ...context,
        finish: controller.signal,
        progress: ({ done }) => (done === 3 ? controller.abort() : undefined),
        point: (point) => points.push(point),
      },
    });
    expect(model).toEqual(await fitLogistic({ maxIterations: 3 }, three));
    expect(points.map(({ step, value }) => ({ step, train: value }))).toEqual(model.curve);
    expect(points).toHaveLength(3);
  });

  it('stops soon after an abort', async () => {
    const random = createRandom(1);
    const big = classification(
      Int32Array.from({ length: rows }, () => random.int(2)),
      ['no', 'yes'],
    );
    const controller = new AbortController();
    controller.abort(new Error('cancelled by test'));
    const params = logisticParamsSchema.parse({});
    const aborted = logisticRuntime.fit({
      params,
      train: big,
      validation: null,
      context: { ...context, signal: controller.signal },
    });
    await expect(aborted).rejects.toThrow('cancelled by test');
  });
});
