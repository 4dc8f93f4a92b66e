import { describe, expect, it } from 'vitest';
import type { FeatureColumn, FittedModel, TrainingRows } from '../model-runtime';
import { plainFitContext } from '../plain-fit-context';
import { irisFeatures, irisRows, irisTarget } from '../testing/iris';
import { bayesParamsSchema } from './params';
import { bayesRuntime } from './runtime';

const context = plainFitContext({ seed: 1 });
const iris: TrainingRows = { rows: irisRows, features: irisFeatures, target: irisTarget };

const fit = (train: TrainingRows, params: object = {}): Promise<FittedModel> =>
  bayesRuntime.fit({ params: bayesParamsSchema.parse(params), train, validation: null, context });

/** Probabilities of the rows, and that one row alone gets the same bits. */
function answers(model: FittedModel, features: readonly FeatureColumn[], rows: number): number[][] {
  const scorer = bayesRuntime.load(model);
  const block = scorer.scoreBlock(features, rows);
  return Array.from({ length: rows }, (_, row) => {
    const out = new Float64Array(scorer.outputs);
    scorer.scoreRow(
      features.map((column) => (column.kind === 'vector' ? null : (column.values[row] ?? null))),
      out,
    );
    const answer = block.slice(row * scorer.outputs, (row + 1) * scorer.outputs);
    expect(out).toEqual(answer);
    return [...answer];
  });
}

function expectClose(found: readonly number[], expected: readonly number[]): void {
  expect(found).toHaveLength(expected.length);
  found.forEach((value, at) => {
    expect(value, `class ${at}`).toBeCloseTo(expected[at]!, 9);
  });
}

const counts = [
  [2, 3, 0, 0, 1, 0, 2],
  [0, 1, 4, 3, 1, 0, 2],
  [1, 0, 1, 2, 5, 4, 2],
].map((values, at): FeatureColumn => ({ name: `n${at}`, kind: 'number', values: Float64Array.from(values) }));
const counted: TrainingRows = {
  rows: 7,
  features: counts,
  target: { kind: 'class', codes: Int32Array.of(0, 0, 1, 1, 2, 2, 1), classes: ['a', 'b', 'c'] },
};

/** Expected numbers: scikit-learn 1.9.1. */
describe('naive Bayes gives the probabilities of scikit-learn', () => {
  it('for measurements', async () => {
    const found = answers(await fit(iris), irisFeatures, irisRows);
    expectClose(found[0]!, [1, 0, 0]);
    expectClose(found[50]!, [0, 0.8040376655396819, 0.19596233446031788]);
    expectClose(found[70]!, [0, 0.15449408494388256, 0.8455059150561174]);
    expectClose(found[106]!, [0, 0.9735143446532973, 0.026485655346702722]);
    expectClose(found[133]!, [0, 0.7126451442155292, 0.28735485578447095]);
    expectClose(found[149]!, [0, 0.05600500915424877, 0.9439949908457513]);
    const ofOwnClass = found.reduce((sum, row, at) => sum + row[irisTarget.codes[at]!]!, 0);
    expect(ofOwnClass).toBeCloseTo(142.13065791831366, 8);
    const right = found.filter((row, at) => row.indexOf(Math.max(...row)) === irisTarget.codes[at]).length;
    expect(right / irisRows).toBe(0.96);
  });

  it('for rows with weights', async () => {
    const weights = Float64Array.from({ length: irisRows }, (_, row) => 1 + (row % 3));
    const found = answers(await fit({ ...iris, weights }), irisFeatures, irisRows);
    expectClose(found[70]!, [0, 0.1627633564285412, 0.8372366435714587]);
    expectClose(found[77]!, [0, 0.08973605034398435, 0.9102639496560154]);
    expectClose(found[106]!, [0, 0.9596786398890527, 0.04032136011094732]);
  });

  it('for counts', async () => {
    const one = answers(await fit(counted, { numbers: 'multinomial' }), counts, 7);
    expectClose(one[0]!, [0.7318072628863932, 0.12002962104493274, 0.14816311606867388]);
    expectClose(one[4]!, [0.009089949727653316, 0.09266672530211975, 0.8982433249702269]);
    const half = answers(await fit(counted, { numbers: 'multinomial', smoothing: 0.5 }), counts, 7);
    expectClose(half[6]!, [0.28657531523269475, 0.6288940584885937, 0.08453062627871154]);
    const even = answers(await fit(counted, { numbers: 'multinomial', priors: 'even' }), counts, 7);
    expectClose(even[6]!, [0.3899306097858581, 0.46621715513106426, 0.1438522350830779]);
  });

  it('for what is there or not', async () => {
    const one = answers(await fit(counted, { numbers: 'bernoulli' }), counts, 7);
    expectClose(one[0]!, [0.3980891719745222, 0.20382165605095548, 0.3980891719745222]);
    expectClose(one[4]!, [0.24703557312252958, 0.505928853754941, 0.24703557312252958]);
    const half = answers(await fit(counted, { numbers: 'bernoulli', smoothing: 0.5 }), counts, 7);
    expectClose(half[0]!, [0.4356705241660994, 0.12865895166780128, 0.4356705241660994]);
  });

  it('for categories', async () => {
    const letters = (name: string, codes: number[]): FeatureColumn => ({
      name,
      kind: 'category',
      values: codes.map((code) => 'xyz'[code] ?? null),
    });
    const features = [letters('p', [0, 0, 1, 2, 1, 2, 0]), letters('q', [1, 0, 2, 2, 1, 0, 2])];
    const train: TrainingRows = {
      rows: 7,
      features,
      target: { kind: 'class', codes: Int32Array.of(0, 0, 1, 1, 0, 1, 1), classes: ['no', 'yes'] },
    };
    const one = answers(await fit(train), features, 7).map(([no]) => no!);
    expectClose(
      one,
      [
        0.8212290502793298, 0.6049382716049385, 0.20331950207468882, 0.07839999999999998, 0.7538461538461539,
        0.25388601036269437, 0.27683615819209056,
      ],
    );
    const half = answers(await fit(train, { smoothing: 0.5 }), features, 7).map(([no]) => no!);
    expect(half[3]).toBeCloseTo(0.031017687772366062, 9);
  });
});

describe('naive Bayes', () => {
  it('takes missing cells and levels that were never seen for saying nothing', async () => {
    const model = await fit(iris);
    const gap = irisFeatures.map((column) => ({ ...column, values: Float64Array.of(Number.NaN) }));
    expectClose(answers(model, gap, 1)[0]!, [1 / 3, 1 / 3, 1 / 3]);
    const city: FeatureColumn = { name: 'city', kind: 'category', values: ['a', 'a', 'b', 'b'] };
    const target = { kind: 'class' as const, codes: Int32Array.of(0, 0, 0, 1), classes: ['no', 'yes'] };
    const cities = await fit({ rows: 4, features: [city], target });
    const asked: FeatureColumn = { ...city, values: ['elsewhere', null] };
    for (const answer of answers(cities, [asked], 2)) expectClose(answer, [0.75, 0.25]);
  });

  it('learns the moments of known cells', async () => {
    const withGaps = irisFeatures.map((column) => ({
      ...column,
      values: Float64Array.from([...column.values, Number.NaN]),
    }));
    const codes = Int32Array.from([...irisTarget.codes, 2]);
    const model = await fit({ rows: 151, features: withGaps, target: { ...irisTarget, codes } }, { priors: 'even' });
    expectClose(answers(model, irisFeatures, irisRows)[133]!, [0, 0.7126451442155292, 0.28735485578447095]);
  });

  it('answers where a column is constant, empty or far out', async () => {
    const column = (name: string, value: number): FeatureColumn => ({
      name,
      kind: 'number',
      values: new Float64Array(4).fill(value),
    });
    const features = [column('constant', 3), column('empty', Number.NaN)];
    const target = { kind: 'class' as const, codes: Int32Array.of(0, 0, 0, 1), classes: ['no', 'yes'] };
    const model = await fit({ rows: 4, features, target });
    const asked = [column('constant', 1e300), column('empty', -1e300)];
    for (const answer of answers(model, asked, 4)) expectClose(answer, [0.75, 0.25]);
    expect(model.importance.map(({ value }) => value)).toEqual([0, 0]);
  });

  it('says which feature tells the classes apart', async () => {
    const model = await fit(iris);
    const names = model.importance.map(({ feature }) => feature);
    expect(new Set(names.slice(0, 2))).toEqual(new Set(['petal length', 'petal width']));
    expect(model.importance.reduce((sum, { value }) => sum + value, 0)).toBeCloseTo(1, 12);
    expect(bayesRuntime.importance?.(model, iris)).toEqual(model.importance);
  });

  it('gives the same bytes for the same rows', async () => {
    const [one, two] = [await fit(iris), await fit(iris)];
    expect(one.weights).toEqual(two.weights);
    expect(one.json).toEqual(two.json);
  });

  it('names the column that holds no counts, or an infinite number', async () => {
    const features = [counts[0]!, { ...counts[1]!, values: Float64Array.of(1, 1, 1, -1, 1, 1, 1) } as FeatureColumn]; // spread over a union forgets the kind
    await expect(fit({ ...counted, features }, { numbers: 'multinomial' })).rejects.toMatchObject({
      report: { code: 'negative-counts', column: 'n1', row: 3 },
    });
    const endless: FeatureColumn = {
      name: 'n2',
      kind: 'number',
      values: Float64Array.of(1, 1, Number.POSITIVE_INFINITY, 1, 1, 1, 1),
    };
    await expect(fit({ ...counted, features: [endless] })).rejects.toMatchObject({
      report: { code: 'infinite-values', column: 'n2', row: 2 },
    });
  });

  it('refuses a model whose numbers do not fit its features', async () => {
    const model = await fit(iris);
    expect(() => bayesRuntime.load({ ...model, features: model.features.slice(1) })).toThrow(/arrays of 3, 12, 12, 0/);
  });
});
