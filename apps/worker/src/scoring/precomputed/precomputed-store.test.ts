import { randomUUID } from 'node:crypto';
import type { PrecomputedScores } from '@millrace/db';
import { artifactHashSchema, runIdSchema } from '@millrace/pipeline-core/ids';
import { expect, it } from 'vitest';
import { fakeEndpoint, fakeRelease, testId } from '../../testing/fake-release';
import { createQuietLogger } from '../../testing/quiet-logger';
import type { ServedEndpoint, ServedRelease } from '../releases/served-release';
import { collectScores } from './held-scores';
import { precomputedFigures } from './precomputed-figures';
import { createPrecomputed } from './precomputed-store';
import { ScoresUnusable } from './scores-unusable';

const hour = 3_600_000;
/** What a table of one customer takes. */
const tableBytes = 130;

function scoresOf(release: ServedRelease, o: { table: string; hoursAgo?: number }): PrecomputedScores {
  return {
    ...{ runId: runIdSchema.parse(randomUUID()), batch: randomUUID(), release: release.id, dataset: 'customers' },
    ...{ number: 1, rows: 1, keep: ['customer', 'city'], probabilities: true, location: 'x' },
    at: new Date(-(o.hoursAgo ?? 0) * hour),
    table: artifactHashSchema.parse(o.table.repeat(64)),
  };
}

type State = {
  endpoint: ServedEndpoint;
  listed: PrecomputedScores[];
  now: number;
  fail: Error | null;
  /** Whether the database does not answer. */
  away: boolean;
  /** How often the database was asked. */
  lists: number;
};

/** An endpoint of two releases, of which the database lists scores; each table scores the customer 7. */
function setUp({ mostBytes = 1e6 }: { mostBytes?: number } = {}) {
  const more = { precomputed: { key: ['customer'], maxAgeSeconds: 3600 } };
  const [one, two] = [fakeRelease(1), fakeRelease(2)];
  const releases = new Map([one, two].map((release) => [release.id, release]));
  const made = (settings: object): ServedEndpoint => ({
    facts: fakeEndpoint({ routes: [[1, 1]], chain: [2], more: { ...settings } }),
    releases,
  });
  const state: State = {
    endpoint: made(more),
    listed: [scoresOf(one, { table: 'a' })],
    now: 0,
    fail: null,
    away: false,
    lists: 0,
  };
  const reads: string[] = [];
  const precomputed = createPrecomputed({
    endpoints: () => [state.endpoint],
    async list() {
      state.lists += 1;
      if (state.away) throw new Error('the database is away');
      return state.listed;
    },
    async read({ table }, { mostBytes: room }) {
      reads.push(table.slice(0, 1));
      if (state.fail !== null) throw state.fail;
      if (room < tableBytes) throw new ScoresUnusable('no-room', `they take more than ${room} bytes`);
      const collector = collectScores({ classes: [], hasInterval: false, isList: false });
      collector.add({ key: '7', prediction: `score ${table.slice(0, 1)}`, numbers: [] });
      return collector.done();
    },
    mostBytes,
    wallClock: () => state.now,
    logger: createQuietLogger(),
  });
  const ask = (release: ServedRelease, row: Record<string, string | number> = { customer: 7 }) =>
    precomputed.find(state.endpoint, release, row)?.answer.prediction ?? null;
  const unheld = () =>
    precomputedFigures(precomputed)
      .filter(({ name }) => name === 'millrace_precomputed_unheld')
      .flatMap(({ values }) => values.map(({ labels }) => labels.reason));
  return { one, two, made, state, reads, precomputed, ask, unheld };
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

it('keeps those before while a file cannot be read, and has those after it once it can', async () => {
  const { one, state, precomputed, ask, unheld } = setUp();
  await precomputed.reload();
  state.listed = [scoresOf(one, { table: 'd' })];
  state.fail = new Error('EIO: i/o error');
  await precomputed.reload();
  expect(ask(one)).toBe('score a');
  state.fail = null;
  await precomputed.follow();
  expect([ask(one), unheld()]).toEqual(['score d', []]);
});

it('counts what cannot be read as not held where there was none before, and reads it again', async () => {
  const { one, state, precomputed, ask, unheld, reads } = setUp();
  state.fail = new Error('EIO: i/o error');
  await precomputed.reload();
  expect([ask(one), unheld()]).toEqual([null, ['unread']]);
  state.fail = null;
  await precomputed.reload();
  expect([ask(one), unheld(), reads]).toEqual(['score a', [], ['a', 'a']]);
});

it('says which scores are damaged, and does not read them again before their batch is another one', async () => {
  const { one, state, precomputed, ask, unheld, reads } = setUp();
  await precomputed.reload();
  state.listed = [scoresOf(one, { table: 'd' })];
  state.fail = new ScoresUnusable('damaged', 'the file of the batch is damaged');
  await precomputed.reload();
  await precomputed.reload();
  expect([ask(one), unheld(), reads]).toEqual([null, ['damaged'], ['a', 'd']]);
  expect(precomputed.tables()).toMatchObject([{ unheld: { problem: 'the file of the batch is damaged' } }]);
  state.fail = null;
  await precomputed.reload();
  expect(ask(one)).toBeNull();
  // The same scores from another batch are another file.
  state.listed = [scoresOf(one, { table: 'd' })];
  await precomputed.reload();
  expect([ask(one), unheld(), reads]).toEqual(['score d', [], ['a', 'd', 'd']]);
});

it('reads scores again that had no room once others leave it, and not before', async () => {
  const { one, two, state, precomputed, ask, unheld, reads } = setUp({ mostBytes: tableBytes });
  const [first, second] = [scoresOf(one, { table: 'a' }), scoresOf(two, { table: 'b' })];
  state.listed = [first, second];
  await precomputed.reload();
  await precomputed.reload();
  expect([ask(one), ask(two), unheld(), reads]).toEqual(['score a', null, ['no-room'], ['a', 'b']]);
  // The endpoint lets the first release go.
  state.endpoint = { ...state.endpoint, releases: new Map([[two.id, two]]) };
  await precomputed.follow();
  expect([ask(one), ask(two), unheld(), reads]).toEqual([null, 'score b', [], ['a', 'b', 'b']]);
});

it('asks the database for an endpoint that is new, changed or named, and otherwise when all is looked at again', async () => {
  const { one, two, state, precomputed, ask } = setUp();
  await precomputed.follow();
  await precomputed.follow();
  expect([ask(one), state.lists]).toEqual(['score a', 1]);
  state.listed = [scoresOf(one, { table: 'b' })];
  await precomputed.refresh(testId(1)); // another endpoint
  expect([ask(one), state.lists]).toEqual(['score a', 1]);
  await precomputed.refresh(state.endpoint.facts.id);
  expect([ask(one), state.lists]).toEqual(['score b', 2]);
  state.listed = [scoresOf(one, { table: 'c' }), scoresOf(two, { table: 'd' })];
  state.endpoint = { ...state.endpoint, facts: { ...state.endpoint.facts, revision: 2 } };
  await precomputed.follow();
  expect([ask(one), ask(two), state.lists]).toEqual(['score c', 'score d', 3]);
});

it('has the scores it had while the database is away, and asks again', async () => {
  const { one, state, precomputed, ask } = setUp();
  await precomputed.reload();
  state.away = true;
  await precomputed.reload();
  expect(ask(one)).toBe('score a');
  state.away = false;
  state.listed = [scoresOf(one, { table: 'b' })];
  await precomputed.follow();
  expect(ask(one)).toBe('score b');
});
