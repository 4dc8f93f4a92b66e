import { createRandom } from '@millrace/pipeline-core/seeded-random';
import { describe, expect, it } from 'vitest';
import type { FittedModel, NumberColumn, UnlabelledRows } from '../model-runtime';
import { plainFitContext } from '../plain-fit-context';
import { countWeighing, type Factors, lossOf, ratingWeighing, solveSide } from './als';
import { readPairs } from './pairs';
import { recommenderParamsSchema } from './params';
import { recommenderRuntime } from './runtime';

const context = plainFitContext({ seed: 1 });
const fit = (train: UnlabelledRows, params: object = {}): Promise<FittedModel> =>
  recommenderRuntime.fit({ params: recommenderParamsSchema.parse(params), train, context });

type Row = [user: string | null, item: string, strength?: number];

function rowsOf(rows: readonly Row[]): UnlabelledRows {
  const strengths = rows.flatMap(([, , strength]) => (strength === undefined ? [] : [strength]));
  const strength: NumberColumn = { name: 'times', kind: 'number', values: Float64Array.from(strengths) };
  return {
    rows: rows.length,
    features: [
      { name: 'who', kind: 'category', values: rows.map(([user]) => user) },
      { name: 'what', kind: 'category', values: rows.map(([, item]) => item) },
      ...(strengths.length > 0 ? [strength] : []),
    ],
  };
}

/** Two tastes: users of the first have items a0 to a9, of the second b0 to b9; each has 6 of its 10, drawn. */
function twoTastes(users: number, seed = 3): Row[] {
  const random = createRandom(seed);
  return Array.from({ length: users }, (_, user) => {
    const taste = user % 2 === 0 ? 'a' : 'b';
    const drawn = Array.from({ length: 10 }, (_, item) => ({ item, key: random.next() })).sort((x, y) => x.key - y.key);
    return drawn.slice(0, 6).map(({ item }): Row => [`u${user}`, `${taste}${item}`]);
  }).flat();
}

/** The list for one user by name, from a single answer that equals that of a block. */
function listFor(model: FittedModel, user: string | null) {
  const scorer = recommenderRuntime.load(model);
  const out = new Float64Array(scorer.outputs);
  scorer.scoreRow([user], out);
  const block = scorer.scoreBlock([{ name: 'who', kind: 'category', values: ['nobody', user, user] }], 3);
  expect(block.slice(scorer.outputs, 2 * scorer.outputs)).toEqual(out);
  expect(block.slice(2 * scorer.outputs)).toEqual(out);
  const items = scorer.recommends?.items ?? [];
  const places = [...out.slice(1)].flatMap((code, at) => (at % 2 === 0 && code >= 0 ? [items[code]!] : []));
  return { own: out[0] === 1, items: places, scores: [...out.slice(1)].filter((_, at) => at % 2 === 1) };
}

describe('a recommender', () => {
  it.each(['als', 'item-item'] as const)('by %s offers what people of the same taste have', async (method) => {
    const rows = twoTastes(80);
    const model = await fit(rowsOf(rows), { method, factors: 2, recommend: 4 });
    for (const user of [0, 1, 17, 42]) {
      const had = new Set(rows.filter(([who]) => who === `u${user}`).map(([, item]) => item));
      const { own, items } = listFor(model, `u${user}`);
      expect(own).toBe(true);
      expect(items).toHaveLength(4);
      expect(items.every((item) => String(item).startsWith(user % 2 === 0 ? 'a' : 'b') && !had.has(String(item)))).toBe(
        true,
      );
    }
  });

  it('offers what most have to users it does not know, and says so', async () => {
    const rows: Row[] = [
      ['x', 'tea'],
      ['y', 'tea'],
      ['z', 'tea'],
      ['x', 'milk'],
      ['y', 'milk'],
      ['z', 'jam'],
    ];
    for (const method of ['als', 'item-item', 'popular']) {
      const model = await fit(rowsOf(rows), { method, recommend: 2 });
      for (const user of [null, 'stranger', '']) {
        const { own, items, scores } = listFor(model, user);
        expect(own).toBe(false);
        expect(items).toEqual(['tea', 'milk']);
        expect(scores).toEqual([1, 2 / 3]);
      }
      // x had tea and milk: only jam is left, and no second item.
      expect(listFor(model, 'x').items).toEqual(['jam']);
    }
    const again = await fit(rowsOf(rows), { method: 'popular', recommend: 2, again: true });
    expect(listFor(again, 'x').items).toEqual(['tea', 'milk']);
  });

  it('gives the same bytes for the same seed, in whatever order the rows come', async () => {
    const rows = twoTastes(30);
    for (const method of ['als', 'item-item', 'popular']) {
      const [one, two] = [await fit(rowsOf(rows), { method }), await fit(rowsOf([...rows].reverse()), { method })];
      expect(two.weights).toEqual(one.weights);
      expect(two.json).toEqual(one.json);
    }
    const other = recommenderRuntime.fit({
      params: recommenderParamsSchema.parse({}),
      train: rowsOf(rows),
      context: plainFitContext({ seed: 2 }),
    });
    expect((await other).weights).not.toEqual((await fit(rowsOf(rows))).weights);
  });

  it('answers whole numbers with whole numbers', async () => {
    const train: UnlabelledRows = {
      rows: 4,
      features: [
        { name: 'who', kind: 'number', values: Float64Array.of(1, 1, 2, 2) },
        { name: 'what', kind: 'number', values: Float64Array.of(7, 8, 7, 9_007_199_254_740_991) },
      ],
    };
    const model = await fit(train, { method: 'item-item' });
    expect(model.features).toEqual([{ name: 'who', kind: 'number' }]);
    const scorer = recommenderRuntime.load(model);
    const out = new Float64Array(scorer.outputs);
    scorer.scoreRow([1], out);
    expect(scorer.recommends?.items[out[1]!]).toBe(9_007_199_254_740_991);
    scorer.scoreRow([Number.NaN], out);
    expect(out[0]).toBe(0);
  });

  it('stops after an iteration when it is asked to finish, and tells its loss, which falls', async () => {
    const finish = new AbortController();
    const losses: number[] = [];
    const point = ({ step, value }: { step: number; value: number }) => {
      losses.push(value);
      if (step === 3) finish.abort();
    };
    const model = await recommenderRuntime.fit({
      params: recommenderParamsSchema.parse({ factors: 6 }),
      train: rowsOf(twoTastes(40)),
      context: { ...context, finish: finish.signal, point },
    });
    expect(model.summary.iterations).toBe(3);
    expect(model.curve.map(({ train }) => train)).toEqual(losses);
    expect(losses[1]).toBeLessThan(losses[0]!);
    expect(losses[2]).toBeLessThanOrEqual(losses[1]!);
  });

  it('gives up when the fit is aborted', async () => {
    const abort = new AbortController();
    abort.abort(new Error('stopped'));
    const signal = { ...context, signal: abort.signal };
    for (const method of ['als', 'item-item']) {
      const params = recommenderParamsSchema.parse({ method });
      await expect(recommenderRuntime.fit({ params, train: rowsOf(twoTastes(10)), context: signal })).rejects.toThrow(
        'stopped',
      );
    }
  });
});

describe('alternating least squares', () => {
  const pairs = readPairs(
    rowsOf([
      ['a', 'x', 2],
      ['a', 'y', 1],
      ['b', 'y', 3],
      ['c', 'z', 1],
      ['c', 'x', 5],
    ]),
    'counts',
  );
  const random = createRandom(9);
  const factors = (rows: number): Factors => ({
    rows,
    width: 2,
    values: Float64Array.from({ length: rows * 2 }, () => random.next() - 0.4),
  });
  const strengthOf = (user: number, item: number) => {
    for (let at = pairs.byUser.start[user]!; at < pairs.byUser.start[user + 1]!; at++)
      if (pairs.byUser.other[at] === item) return pairs.byUser.values[at]!;
    return null;
  };

  /** The objective as the papers write it: over all pairs of a user and an item. */
  function plainLoss(users: Factors, items: Factors, weighing: ReturnType<typeof countWeighing>): number {
    let sum = 0;
    for (let user = 0; user < 3; user++) {
      for (let item = 0; item < 3; item++) {
        const value = strengthOf(user, item);
        const product = [0, 1].reduce((of, k) => of + users.values[user * 2 + k]! * items.values[item * 2 + k]!, 0);
        if (value === null) sum += weighing.absent * product ** 2;
        else sum += weighing.weight(value) * (weighing.met(value) - product) ** 2;
      }
    }
    for (const [side, { start }] of [
      [users, pairs.byUser],
      [items, pairs.byItem],
    ] as const)
      for (let row = 0; row < 3; row++)
        for (let k = 0; k < 2; k++)
          sum += weighing.ridge(start[row + 1]! - start[row]!) * side.values[row * 2 + k]! ** 2;
    return sum / pairs.byUser.other.length;
  }

  it.each([
    ['counts', countWeighing(4, 0.3)],
    ['ratings', ratingWeighing(0.2)],
  ] as const)('of %s ends each half where no factor can be better', async (_, weighing) => {
    const [users, items] = [factors(3), factors(3)];
    expect(lossOf(users, items, { ...pairs, weighing })).toBeCloseTo(plainLoss(users, items, weighing), 12);
    await solveSide({ own: users, other: items, side: pairs.byUser, weighing, pause: () => Promise.resolve() });
    const least = plainLoss(users, items, weighing);
    for (let at = 0; at < users.values.length; at++) {
      for (const step of [-1e-4, 1e-4]) {
        const moved = { ...users, values: users.values.map((value, k) => (k === at ? value + step : value)) };
        expect(plainLoss(moved, items, weighing)).toBeGreaterThan(least);
      }
    }
  });
});

describe('items that go together', () => {
  it('have the cosine of their strengths, shrunk by how many have both', async () => {
    // tea and milk: 2 x 1 + 1 x 3 over sqrt(4 + 1 + 9) x sqrt(1 + 9), two users have both.
    const rows: Row[] = [
      ['p', 'tea', 2],
      ['p', 'milk', 1],
      ['q', 'tea', 1],
      ['q', 'milk', 3],
      ['r', 'tea', 3],
    ];
    const model = await fit(rowsOf([...rows, ['s', 'jam', 1]]), { method: 'item-item', shrinkage: 2 });
    const { items, scores } = listFor(model, 'r');
    expect(items).toEqual(['milk', 'jam']);
    const alike = (5 / (Math.sqrt(14) * Math.sqrt(10))) * (2 / (2 + 2));
    expect(scores[0]).toBeCloseTo(alike * 3, 6);
    expect(scores[1]).toBe(0);
    // Nobody has jam beside anything: what most have is all that can be said to s.
    expect(listFor(model, 's')).toMatchObject({ own: false, items: ['tea', 'milk'] });
  });
});

describe('ratings', () => {
  it('are met better by their factors than by what is usual', async () => {
    const random = createRandom(4);
    const bell = () => Array.from({ length: 12 }, () => random.next()).reduce((sum, value) => sum + value, -6);
    const [people, things] = [Array.from({ length: 60 }, bell), Array.from({ length: 40 }, bell)];
    const truth = (user: number, item: number) => 3 + people[user]! * things[item]!;
    const rows: Row[] = [];
    for (let user = 0; user < 60; user++)
      for (let item = 0; item < 40; item++)
        if (random.next() < 0.4) rows.push([`u${user}`, `i${item}`, truth(user, item) + 0.1 * bell()]);
    const model = await fit(rowsOf(rows), { feedback: 'ratings', factors: 3, regularisation: 0.02, recommend: 5 });
    const scorer = recommenderRuntime.load(model);
    const mean = rows.reduce((sum, [, , rating]) => sum + rating!, 0) / rows.length;
    expect(scorer.recommends?.likedFrom).toBeCloseTo(mean, 12);
    let best = 0;
    for (let user = 0; user < 60; user++) {
      const { items, scores } = listFor(model, `u${user}`);
      for (const [at, item] of items.entries()) {
        const rating = truth(user, Number(String(item).slice(1)));
        if (rating > mean) best++;
        if (at === 0) expect(Math.abs(scores[0]! - rating)).toBeLessThan(1.5);
      }
    }
    expect(best / 300).toBeGreaterThan(0.9);
    const neighbours = await fit(rowsOf(rows), { feedback: 'ratings', method: 'item-item', likedFrom: 4 });
    expect(recommenderRuntime.load(neighbours).recommends?.likedFrom).toBe(4);
    expect(listFor(neighbours, 'u0').own).toBe(true);
  });
});

describe('bad rows', () => {
  it.each<[string, Row[], object, string]>([
    [
      'one user',
      [
        ['a', 'x'],
        ['a', 'y'],
      ],
      {},
      'too-few-rows',
    ],
    [
      'one item',
      [
        ['a', 'x'],
        ['b', 'x'],
      ],
      {},
      'too-few-rows',
    ],
    ['no row', [], {}, 'too-few-rows'],
    [
      'only counts of 0',
      [
        ['a', 'x', 0],
        ['b', 'y', 0],
      ],
      {},
      'too-few-rows',
    ],
    [
      'a count below 0',
      [
        ['a', 'x', 1],
        ['b', 'y', -1],
      ],
      {},
      'negative-strength',
    ],
    [
      'a strength that is missing',
      [
        ['a', 'x', 1],
        ['b', 'y', Number.NaN],
      ],
      {},
      'missing-values',
    ],
    [
      'an endless strength',
      [
        ['a', 'x', 1],
        ['b', 'y', Number.POSITIVE_INFINITY],
      ],
      {},
      'missing-values',
    ],
    [
      'a row without a user',
      [
        ['a', 'x'],
        [null, 'y'],
      ],
      {},
      'missing-values',
    ],
    [
      'strengths beyond all sums',
      [
        ['a', 'x', 1e308],
        ['b', 'y', 1e308],
        ['a', 'y', 1e308],
      ],
      {},
      'not-finite',
    ],
  ])('of %s are refused in words', async (_, rows, params, code) => {
    await expect(fit(rowsOf(rows), params)).rejects.toMatchObject({ report: { code, family: 'pipeline' } });
  });

  it('that say the same again count once: counts are added up, of ratings the mean is taken', async () => {
    const rows: Row[] = [
      ['a', 'x', 1],
      ['a', 'x', 4],
      ['b', 'y', 2],
      ['b', 'x', 1],
    ];
    expect([...readPairs(rowsOf(rows), 'counts').byUser.values]).toEqual([5, 1, 2]);
    const ratings = readPairs(rowsOf([...rows, ['b', 'z', -3]]), 'ratings');
    expect(ratings.repeated).toBe(1);
    expect([...ratings.byUser.values]).toEqual([2.5, 1, 2, -3]);
    expect((await fit(rowsOf(rows))).summary).toMatchObject({ users: 2, items: 2, pairs: 3, repeated: 1 });
  });

  it('of three rows are learned from', async () => {
    const model = await fit(
      rowsOf([
        ['a', 'x'],
        ['b', 'x'],
        ['b', 'y'],
      ]),
    );
    expect(listFor(model, 'a').items).toEqual(['y']);
  });

  it('with names that look like something else stay names', async () => {
    const odd = ['__proto__', 'constructor', '', 'a"b', '\ud800', '🙂'];
    const rows = odd.flatMap((name, at): Row[] => [
      [name, 'x'],
      [name, odd[(at + 1) % odd.length]!],
    ]);
    const model = await fit(rowsOf(rows), { method: 'item-item', again: true });
    for (const name of odd) expect(listFor(model, name).own).toBe(true);
    expect(new Set(recommenderRuntime.load(model).recommends?.items)).toEqual(new Set(['x', ...odd]));
  });
});

it('refuses a model whose parts do not fit together', async () => {
  const model = await fit(rowsOf(twoTastes(10)));
  const load = (change: Partial<FittedModel>) => () => recommenderRuntime.load({ ...model, ...change });
  expect(load({ weights: model.weights.subarray(8) })).toThrow('bytes of weights');
  expect(load({ json: { ...model.json, width: 31 } })).toThrow('factors of users');
  expect(load({ json: { ...model.json, method: 'other' } })).toThrow('another manifest');
  expect(load({ features: [] })).toThrow('0 features');
});
