import { describe, expect, it } from 'vitest';
import type { FittedModel, NumberColumn, UnlabelledRows } from '../model-runtime';
import { plainFitContext } from '../plain-fit-context';
import { irisFeatures, irisRows } from '../testing/iris';
import { isolationParamsSchema } from './params';
import { meanPath } from './path-length';
import { isolationRuntime } from './runtime';

const fit = (train: UnlabelledRows, params: object = {}, seed = 1): Promise<FittedModel> =>
  isolationRuntime.fit({ params: isolationParamsSchema.parse(params), train, context: plainFitContext({ seed }) });

/** 4,000 rows, every fiftieth odd: a plain generator that Python can repeat. */
function planted(): { train: UnlabelledRows & { features: NumberColumn[] }; odd: boolean[] } {
  let state = 11;
  const next = () => {
    state = (state * 48271) % 2147483647;
    return state / 2147483647;
  };
  const bell = () => {
    let sum = 0;
    for (let draw = 0; draw < 12; draw++) sum += next();
    return sum - 6;
  };
  const rows = 4000;
  const odd = Array.from({ length: rows }, (_, row) => row % 50 === 0);
  const cells = odd.map((isOdd) => {
    if (isOdd) return Array.from({ length: 6 }, () => next() * 12 - 6);
    const [a, b] = [bell(), bell()];
    return [a, 0.8 * a + 0.6 * bell(), b, b * b * 0.3 + bell() * 0.5, bell(), next() * 2 - 1];
  });
  const features = Array.from(
    { length: 6 },
    (_, at): NumberColumn => ({ name: `x${at}`, kind: 'number', values: Float64Array.from(cells, (row) => row[at]!) }),
  );
  return { train: { rows, features }, odd };
}

/** How often an odd row scores higher than an ordinary one; ties count half. */
function auc(scores: Float64Array, odd: readonly boolean[]): number {
  const [high, low] = [true, false].map((is) => scores.filter((_, row) => odd[row] === is));
  let wins = 0;
  for (const a of high!) for (const b of low!) wins += a > b ? 1 : a === b ? 0.5 : 0;
  return wins / (high!.length * low!.length);
}

const middle = (scores: Float64Array) => scores.toSorted()[Math.floor(scores.length / 2)]!;
const mean = (scores: Float64Array) => scores.reduce((sum, score) => sum + score, 0) / scores.length;

describe('an isolation forest', () => {
  it('knows the mean path of a random tree', () => {
    // scikit-learn's _average_path_length.
    expect([0, 1, 2].map(meanPath)).toEqual([0, 0, 1]);
    expect(meanPath(5)).toBeCloseTo(2.327020052042847, 12);
    expect(meanPath(999)).toBeCloseTo(12.967939884427995, 12);
  });

  it('finds planted rows as scikit-learn does', async () => {
    const { train, odd } = planted();
    const found: number[] = [];
    for (let seed = 0; seed < 3; seed++) {
      const model = await fit(train, {}, seed);
      found.push(auc(isolationRuntime.load(model).scoreBlock(train.features, train.rows), odd));
    }
    // scikit-learn 1.9.1 over ten seeds: 0.99997.
    for (const area of found) expect(Math.abs(area - 0.99997)).toBeLessThan(0.01);
  });

  it('gives the scores of scikit-learn on average, and flags the share that was asked for', async () => {
    const { train, odd } = planted();
    const model = await fit(train, { trees: 300, oddShare: 0.02 });
    const scores = isolationRuntime.load(model).scoreBlock(train.features, train.rows);
    // scikit-learn 1.9.1, 300 trees: mean 0.4229, medians 0.4094 of ordinary and 0.6779 of odd rows.
    expect(Math.abs(mean(scores) - 0.42287)).toBeLessThan(0.01);
    expect(Math.abs(middle(scores.filter((_, row) => !odd[row])) - 0.4094)).toBeLessThan(0.01);
    expect(Math.abs(middle(scores.filter((_, row) => odd[row]!)) - 0.6779)).toBeLessThan(0.02);
    expect(model.summary['odd train rows']).toBe(80);
    const flagged = scores.filter((score, row) => odd[row] === true && score > Number(model.summary.threshold));
    // 78 of 80 in scikit-learn.
    expect(flagged.length).toBeGreaterThanOrEqual(74);
  });

  it('answers one row as it answers all, and a row with gaps', async () => {
    const model = await fit({ rows: irisRows, features: irisFeatures });
    const scorer = isolationRuntime.load(model);
    const block = scorer.scoreBlock(irisFeatures, irisRows);
    const out = new Float64Array(1);
    for (let row = 0; row < irisRows; row++) {
      scorer.scoreRow(
        irisFeatures.map(({ values }) => values[row]!),
        out,
      );
      expect(out[0]).toBe(block[row]);
    }
    scorer.scoreRow([5, null, 1.5, null], out);
    expect(out[0]).toBeGreaterThan(0);
    expect(out[0]).toBeLessThan(1);
  });

  it('gives the same bytes for the same seed, and others for another', async () => {
    const train = { rows: irisRows, features: irisFeatures };
    const [one, two, other] = [await fit(train), await fit(train), await fit(train, {}, 2)];
    expect(one.weights).toEqual(two.weights);
    expect(one.weights).not.toEqual(other.weights);
  });

  it('keeps the trees grown so far when it is asked to finish', async () => {
    const finish = new AbortController();
    finish.abort();
    const context = { ...plainFitContext({ seed: 1 }), finish: finish.signal };
    const params = isolationParamsSchema.parse({});
    const model = await isolationRuntime.fit({ params, train: { rows: irisRows, features: irisFeatures }, context });
    expect(model.summary.trees).toBe(1);
  });

  it('takes equal rows for ordinary, and refuses a single one', async () => {
    const same: NumberColumn = { name: 'x', kind: 'number', values: new Float64Array(10).fill(3) };
    const model = await fit({ rows: 10, features: [same] });
    expect(isolationRuntime.load(model).scoreBlock([same], 10)[0]).toBeCloseTo(0.5, 12);
    expect(model.summary['odd train rows']).toBe(0);
    const alone = { ...same, values: Float64Array.of(3) };
    await expect(fit({ rows: 1, features: [alone] })).rejects.toMatchObject({ report: { code: 'too-few-rows' } });
  });

  it('refuses a model whose nodes do not fit its features', async () => {
    const model = await fit({ rows: irisRows, features: irisFeatures });
    expect(() => isolationRuntime.load({ ...model, features: model.features.slice(0, 1) })).toThrow(/fit together/);
  });
});
