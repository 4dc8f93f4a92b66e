import { randomUUID } from 'node:crypto';
import type { PrecomputedScores } from '@millrace/db';
import { artifactHashSchema, runIdSchema } from '@millrace/pipeline-core/ids';
import { expect, it } from 'vitest';
import { fakeEndpoint, fakeRelease } from '../../testing/fake-release';
import { createQuietLogger } from '../../testing/quiet-logger';
import type { ServedEndpoint, ServedRelease } from '../releases/served-release';
import { collectScores } from './held-scores';
import { precomputedFigures } from './precomputed-figures';
import { createPrecomputed } from './precomputed-store';
import { ScoresUnusable } from './read-scores';

const hour = 3_600_000;

function scoresOf(release: ServedRelease, o: { table: string; hoursAgo?: number }): PrecomputedScores {
  return {
    ...{ runId: runIdSchema.parse(randomUUID()), batch: randomUUID(), release: release.id, dataset: 'customers' },
    ...{ number: 1, rows: 1, keep: ['customer', 'city'], probabilities: true, location: 'x' },
    at: new Date(-(o.hoursAgo ?? 0) * hour),
    table: artifactHashSchema.parse(o.table.repeat(64)),
  };
}

type State = { endpoint: ServedEndpoint; listed: PrecomputedScores[]; now: number; fail: Error | null };

/** An endpoint of two releases, of which the database lists scores; each table scores the customer 7. */
function setUp(more: object = { precomputed: { key: ['customer'], maxAgeSeconds: 3600 } }) {
  const [one, two] = [fakeRelease(1), fakeRelease(2)];
  const releases = new Map([one, two].map((release) => [release.id, release]));
  const made = (settings: object): ServedEndpoint => ({
    facts: fakeEndpoint({ routes: [[1, 1]], chain: [2], more: { ...settings } }),
    releases,
  });
  const state: State = { endpoint: made(more), listed: [scoresOf(one, { table: 'a' })], now: 0, fail: null };
  const reads: string[] = [];
  const precomputed = createPrecomputed({
    endpoints: () => [state.endpoint],
    list: async () => state.listed,
    async read({ table }) {
      reads.push(table.slice(0, 1));
      if (state.fail !== null) throw state.fail;
      const collector = collectScores({ classes: [], hasInterval: false, isList: false });
      collector.add({ key: '7', prediction: `score ${table.slice(0, 1)}`, numbers: [] });
      return collector.done();
    },
    mostBytes: 1e6,
    wallClock: () => state.now,
    logger: createQuietLogger(),
  });
  const ask = (release: ServedRelease, row: Record<string, string | number> = { customer: 7 }) =>
    precomputed.find(state.endpoint, release, row)?.answer.prediction ?? null;
  return { one, two, made, state, reads, precomputed, ask };
}

it('finds the score of the release that is asked for, and of no other', async () => {
  const { one, two, state, precomputed, ask, reads } = setUp();
  await precomputed.reload();
  expect([ask(one), ask(two), ask(one, { customer: 8 }), ask(one, { city: 'Oslo' })]).toEqual([
    'score a',
    null,
    null,
    null,
  ]);
  state.listed = [scoresOf(one, { table: 'a' }), scoresOf(two, { table: 'b' })];
  await precomputed.reload();
  expect([ask(one), ask(two)]).toEqual(['score a', 'score b']);
  // What is in memory is not read again.
  expect(reads).toEqual(['a', 'b']);
  expect(precomputed.counts().get(state.endpoint.facts.slug)).toEqual({ found: 3, missed: 3 });
});

it('lets scores go that are too old, and takes newer ones', async () => {
  const { one, state, precomputed, ask } = setUp();
  await precomputed.reload();
  state.now = hour;
  expect(ask(one)).toBe('score a');
  state.now = hour + 1;
  expect(ask(one)).toBeNull();
  await precomputed.reload();
  expect(precomputed.tables()).toEqual([]);
  state.listed = [scoresOf(one, { table: 'c', hoursAgo: -1 })];
  await precomputed.reload();
  expect(ask(one)).toBe('score c');
});

it('answers nothing by another key before that was read, and nothing without the setting', async () => {
  const { one, made, state, precomputed, ask, reads } = setUp();
  await precomputed.reload();
  state.endpoint = made({ precomputed: { key: ['city'], maxAgeSeconds: 3600 } });
  expect(ask(one, { city: '7' })).toBeNull();
  await precomputed.reload();
  expect([ask(one, { city: '7' }), reads.length]).toEqual(['score a', 2]);
  state.endpoint = made({});
  expect(ask(one, { city: '7' })).toBeNull();
  await precomputed.reload();
  expect(precomputed.tables()).toEqual([]);
});

it('says which scores cannot be held, does not read them again, and keeps those before while a file cannot be read', async () => {
  const { one, state, precomputed, ask, reads } = setUp();
  await precomputed.reload();
  state.listed = [scoresOf(one, { table: 'd' })];
  state.fail = new Error('EIO: i/o error');
  await precomputed.reload();
  expect(ask(one)).toBe('score a');
  state.fail = new ScoresUnusable('they take more than the 1 MB that scores have in memory');
  await precomputed.reload();
  await precomputed.reload();
  expect([ask(one), reads]).toEqual([null, ['a', 'd', 'd']]);
  const unheld = precomputedFigures(precomputed).find(({ name }) => name === 'millrace_precomputed_unheld');
  expect(unheld?.values).toMatchObject([{ labels: { release: one.id }, value: 1 }]);
});
