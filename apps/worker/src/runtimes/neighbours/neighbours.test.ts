import { readFileSync } from 'node:fs';
import { createRandom } from '@millrace/pipeline-core/seeded-random';
import { describe, expect, it } from 'vitest';
import { referenceData } from '../../data/testing/scratch';
import type { FittedModel, NumberColumn, TrainingRows } from '../model-runtime';
import { plainFitContext } from '../plain-fit-context';
import { irisFeatures, takeIris } from '../testing/iris';
import { neighboursParamsSchema } from './params';
import { neighboursRuntime } from './runtime';

const context = plainFitContext({ seed: 1 });
const half = Array.from({ length: 75 }, (_, at) => 2 * at);
const learned = takeIris(half);
const asked = takeIris(half.map((row) => row + 1));

const fit = (train: TrainingRows, params: object = {}): Promise<FittedModel> =>
  neighboursRuntime.fit({ params: neighboursParamsSchema.parse(params), train, validation: null, context });

/** Answers row by row, and that one row alone gets the same bits as all of them. */
function answers(model: FittedModel, { features, rows }: Pick<TrainingRows, 'rows'> & { features: NumberColumn[] }) {
  const scorer = neighboursRuntime.load(model);
  const block = scorer.scoreBlock(features, rows);
  return Array.from({ length: rows }, (_, row) => {
    const out = new Float64Array(scorer.outputs);
    scorer.scoreRow(
      features.map(({ values }) => values[row]!),
      out,
    );
    const answer = block.slice(row * scorer.outputs, (row + 1) * scorer.outputs);
    expect(out).toEqual(answer);
    return [...answer];
  });
}

function expectClose(found: readonly number[] | undefined, expected: readonly number[]): void {
  expect(found).toHaveLength(expected.length);
  found?.forEach((value, at) => {
    expect(value, `output ${at}`).toBeCloseTo(expected[at]!, 9);
  });
}

function accuracy(found: number[][], codes: ArrayLike<number>): number {
  return found.filter((row, at) => row.indexOf(Math.max(...row)) === codes[at]).length / found.length;
}

/** A number column of random values; every fourth value is rounded, so that rows are equally far. */
function randomColumns(rows: number, width: number, seed: number): NumberColumn[] {
  const random = createRandom(seed);
  return Array.from({ length: width }, (_, at) => ({
    name: `x${at}`,
    kind: 'number',
    values: Float64Array.from({ length: rows }, (__, row) => {
      const value = random.normal();
      return row % 4 === 0 ? Math.round(value) : value;
    }),
  }));
}

/** Expected numbers: scikit-learn 1.9.1, on rows whose neighbours are not equally far. */
describe('k-nearest neighbours answer as in scikit-learn', () => {
  it('by shares', async () => {
    const five = answers(await fit(learned, { scale: false }), asked);
    expectClose(five[36], [0, 1, 0]);
    expectClose(five[38], [0, 0.8, 0.2]);
    expectClose(five[59], [0, 0.4, 0.6]);
    const fifteen = answers(await fit(learned, { scale: false, neighbours: 15 }), asked);
    expectClose(fifteen[36], [0, 0.8666666666666667, 0.13333333333333333]);
    expectClose(fifteen[66], [0, 0.5333333333333333, 0.4666666666666667]);
  });

  it('by distance', async () => {
    const five = answers(await fit(learned, { scale: false, votes: 'distance' }), asked);
    expectClose(five[38], [0, 0.8105098057337583, 0.18949019426624164]);
    expectClose(five[41], [0, 0.2013740727030156, 0.7986259272969843]);
    expectClose(five[66], [0, 0.433489024361812, 0.5665109756381881]);
  });

  it('on scaled columns', async () => {
    const found = answers(await fit(learned, { neighbours: 15, votes: 'distance' }), asked);
    expectClose(found[35], [0, 0.8956946122762783, 0.10430538772372161]);
    expectClose(found[41], [0, 0.5258852361776706, 0.47411476382232937]);
    expectClose(found[52], [0, 0.09312032332470126, 0.9068796766752988]);
    expect(asked.target.kind === 'class' ? accuracy(found, asked.target.codes) : 0).toBeCloseTo(0.9733333333333334, 12);
  });

  it('with numbers', async () => {
    const [, , , width] = learned.features;
    const three = (from: typeof learned) => ({ ...from, features: from.features.slice(0, 3) });
    const train: TrainingRows = { ...three(learned), target: { kind: 'number', values: width!.values } };
    const found = answers(await fit(train, { scale: false, votes: 'distance' }), three(asked));
    expectClose(
      [found[0]![0]!, found[30]![0]!, found[60]![0]!],
      [0.17886824068254048, 1.369933423760083, 1.8878923766452487],
    );
    const manhattan = await fit(train, { scale: false, neighbours: 7, metric: 'manhattan' });
    const near = answers(manhattan, three(asked));
    expectClose(
      [near[3]![0]!, near[9]![0]!, near[41]![0]!, near[52]![0]!],
      [0.2571428571428572, 0.21428571428571433, 1.8142857142857143, 2.128571428571428],
    );
  });
});

describe('k-nearest neighbours', () => {
  it.each(['euclidean', 'manhattan'])('find the same rows in a tree as among all, %s', async (metric) => {
    const [rows, width] = [700, 6];
    const features = randomColumns(rows, width, 3);
    const target = {
      kind: 'number' as const,
      values: Float64Array.from({ length: rows }, (_, row) => 2 ** (row % 40)),
    };
    // Ten more columns of nothing but zeros take the search from the tree to all rows, and change no distance.
    const zeros = (count: number) =>
      Array.from(
        { length: 10 },
        (_, at): NumberColumn => ({ name: `z${at}`, kind: 'number', values: new Float64Array(count) }),
      );
    const params = { neighbours: 7, metric };
    const tree = await fit({ rows, features, target }, params);
    const all = await fit({ rows, features: [...features, ...zeros(rows)], target }, params);
    expect([tree.summary.search, all.summary.search]).toEqual(['k-d tree', 'all rows']);
    const queries = randomColumns(200, width, 4);
    // Some cells of a row to predict may be unknown.
    for (const [at, column] of queries.entries()) column.values[at * 7] = Number.NaN;
    expect(answers(tree, { features: queries, rows: 200 })).toEqual(
      answers(all, { features: [...queries, ...zeros(200)], rows: 200 }),
    );
  });

  it('take the earlier of rows that are equally far', async () => {
    const x: NumberColumn = { name: 'x', kind: 'number', values: new Float64Array(100).fill(1) };
    const target = { kind: 'number' as const, values: Float64Array.from({ length: 100 }, (_, row) => row) };
    const model = await fit({ rows: 100, features: [x], target }, { neighbours: 3 });
    expect(answers(model, { features: [{ ...x, values: Float64Array.of(1) }], rows: 1 })).toEqual([[1]]);
  });

  it('in the very same place answer alone, and rows without weight are not heard', async () => {
    const x: NumberColumn = { name: 'x', kind: 'number', values: Float64Array.of(0, 1, 1, 5) };
    const train: TrainingRows = {
      rows: 4,
      features: [x],
      target: { kind: 'number', values: Float64Array.of(9, 2, 4, 7) },
    };
    const here = { features: [{ ...x, values: Float64Array.of(1) }], rows: 1 };
    expect(answers(await fit(train, { neighbours: 9, votes: 'distance', scale: false }), here)).toEqual([[3]]);
    const weighted = await fit({ ...train, weights: Float64Array.of(1, 0, 1, 0) }, { neighbours: 9, scale: false });
    expect(answers(weighted, here)).toEqual([[6.5]]);
    const unheard = await fit({ ...train, weights: new Float64Array(4) }, { neighbours: 2, scale: false });
    expect(answers(unheard, here)).toEqual([[3]]);
  });

  it('need finite numbers, and room for the rows', async () => {
    const gap: NumberColumn = { name: 'gap', kind: 'number', values: Float64Array.of(1, Number.NaN) };
    const target = { kind: 'number' as const, values: Float64Array.of(1, 2) };
    await expect(fit({ rows: 2, features: [gap], target })).rejects.toMatchObject({
      report: { code: 'missing-values', column: 'gap', fix: { addStep: 'impute-missing' } },
    });
    const params = neighboursParamsSchema.parse({});
    const small = { ...context, memoryMegabytes: 0.005 };
    await expect(
      neighboursRuntime.fit({ params, train: learned, validation: null, context: small }),
    ).rejects.toMatchObject({ report: { code: 'too-many-cells', fix: { addStep: 'sample-rows' } } });
  });

  it('give the same bytes for the same rows, and refuse a model that does not fit its features', async () => {
    const [one, two] = [await fit(learned), await fit(learned)];
    expect(one.weights).toEqual(two.weights);
    expect(() => neighboursRuntime.load({ ...one, features: one.features.slice(1) })).toThrow(/arrays of 4, 4, 300/);
    expect(irisFeatures).toHaveLength(one.features.length);
  });
});

const digits = ['optdigits.tra', 'optdigits.tes'].map((name) => referenceData(`digits/${name}`));

describe.skipIf(digits.includes(null))('handwritten digits', () => {
  const read = (path: string | null): { rows: number; features: NumberColumn[]; codes: Int32Array } => {
    const lines = readFileSync(path ?? '', 'utf8')
      .split(/\r?\n/)
      .filter((line) => line !== '' && !line.startsWith('#'))
      .map((line) => line.split(',').map(Number));
    const features = Array.from(
      { length: 64 },
      (_, at): NumberColumn => ({
        name: `p${at}`,
        kind: 'number',
        values: Float64Array.from(lines, (line) => line[at]!),
      }),
    );
    return { rows: lines.length, features, codes: Int32Array.from(lines, (line) => line[64]!) };
  };

  it('are read as well as by scikit-learn', async () => {
    const [train, test] = [read(digits[0]!), read(digits[1]!)];
    const classes = Array.from({ length: 10 }, (_, code) => String(code));
    const target = { kind: 'class' as const, codes: train.codes, classes };
    const model = await fit({ ...train, target }, { neighbours: 3, scale: false });
    const scorer = neighboursRuntime.load(model);
    const scores = scorer.scoreBlock(test.features, test.rows);
    const found = Array.from({ length: test.rows }, (_, row) => [...scores.subarray(row * 10, (row + 1) * 10)]);
    // scikit-learn's own: 0.9805, with other rows among equally near ones.
    expect(accuracy(found, test.codes)).toBeGreaterThanOrEqual(0.978);
  });
});
