import { afterEach, describe, expect, it } from 'vitest';
import { fakeAnswer, fakeEndpoint, fakeRelease, testReleaseId } from '../../testing/fake-release';
import { expectNoLeakedListeners } from '../../testing/no-leaked-listeners';
import { createQuietLogger } from '../../testing/quiet-logger';
import { testProgram } from '../../testing/test-program';
import { until } from '../../testing/until';
import { scoreRow } from '../answering/score-row';
import { createOwnProcess } from './own-process';
import { startModelProcess } from './start-model-process';

const program = testProgram('scoring/apart/testing/odd-model.ts');
const known = [testReleaseId(1), testReleaseId(2)];
const open: (() => void)[] = [];
afterEach(() => {
  for (const close of open.splice(0)) close();
});

/** An endpoint whose first release is in a process of its own, with another one behind it. */
async function setUp(budgetMs = 2_000) {
  const own = createOwnProcess({
    name: 'churn v1',
    start: () => startModelProcess({ program, bundlePath: 'bundle.tar', capMegabytes: 64 }),
    limits: { startMs: 60_000, hangMs: 60_000, idleMs: 60_000, restMs: { first: 10, longest: 10 }, soundMs: 60_000 },
    now: () => performance.now(),
    logger: createQuietLogger(),
  });
  open.push(own.close);
  await own.open();
  const first = { ...fakeRelease(1), own, answer: own.answer };
  const second = fakeRelease(2, () => fakeAnswer('from the next'));
  const endpoint = {
    facts: fakeEndpoint({ routes: [[1, 1]], chain: [2], more: { budgetMs } }),
    releases: new Map([first, second].map((release) => [release.id, release])),
  };
  const ask = (row: { do: string; x?: number; ms?: number }) =>
    scoreRow({
      endpoint,
      filled: { row: { x: 1, ...row }, without: new Map() },
      chain: [first, second],
      now: () => performance.now(),
      leftMs: 30_000,
    });
  /** Asks a row that breaks the release among others that do not; every one of them has to be answered, by a known release. */
  const askAmongOthers = async (broken: Parameters<typeof ask>[0]) => {
    const others = Array.from({ length: 20 }, (_, x) => ({ do: 'echo', x }));
    const rows = await Promise.all([ask(broken), ...others.map(ask)]);
    for (const { prediction, release } of rows) {
      expect(prediction).not.toBeNull();
      expect(known).toContain(release?.id);
    }
    return rows;
  };
  const untilFirstAnswers = () =>
    until(async () => (await ask({ do: 'echo', x: 5 })).prediction === 5, { what: 'an answer of the first release' });
  return { own, ask, askAmongOthers, untilFirstAnswers };
}

expectNoLeakedListeners();

describe('answers go on, none from an unknown release', () => {
  it('with a release that throws', async () => {
    const { own, askAmongOthers } = await setUp(20_000);
    const [broken, ...others] = await askAmongOthers({ do: 'throw' });
    expect(broken).toMatchObject({ rank: 1, prediction: 'from the next', reason: 'v1 failed: broken weights' });
    expect(others.map(({ rank }) => rank)).toEqual(others.map(() => 0));
    expect(own.facts().restarts).toBe(0);
  });

  it('with a release that segfaults', async () => {
    const { own, askAmongOthers, untilFirstAnswers } = await setUp();
    const [broken, ...others] = await askAmongOthers({ do: 'segfault' });
    expect(broken).toMatchObject({ rank: 1, reason: 'v1 failed: its process was ended by SIGSEGV' });
    expect(others.map(({ reason }) => reason)).toContain('v1 was away: its process was ended by SIGSEGV');
    await untilFirstAnswers();
    expect(own.facts().restarts).toBe(1);
  });

  it('with a release that leaks', async () => {
    const { own, askAmongOthers, untilFirstAnswers } = await setUp();
    await askAmongOthers({ do: 'leak' });
    await untilFirstAnswers();
    expect(own.facts()).toMatchObject({ restarts: 1, lastEnd: expect.stringContaining('out of memory') });
  });

  it('with a release that sleeps', async () => {
    const { own, askAmongOthers, untilFirstAnswers } = await setUp(1_000);
    const [broken] = await askAmongOthers({ do: 'sleep', ms: 2_000 });
    expect(broken).toMatchObject({ rank: 1, first: 'late' });
    expect(own.facts().state).toBe('slow');
    await untilFirstAnswers();
    expect(own.facts().restarts).toBe(0);
  });
});

describe('a release that takes 20 ms a row', () => {
  it('goes on answering what it can when it is asked more', async () => {
    const { own, ask } = await setUp(400);
    await ask({ do: 'sleep', ms: 20 });
    for (let round = 0; round < 3; round += 1) {
      const rows = await Promise.all(Array.from({ length: 20 }, (_, x) => ask({ do: 'sleep', ms: 20, x })));
      const itself = rows.filter(({ rank }) => rank === 0).length;
      // In the 280 ms that it has while another waits behind it 14 fit, and fewer on a machine that is busy.
      expect(itself).toBeGreaterThanOrEqual(3);
      expect(rows.every(({ prediction }) => prediction !== null)).toBe(true);
      expect(own.facts()).toMatchObject({ state: 'running', restarts: 0 });
    }
    const { reason, first } =
      (await Promise.all(Array.from({ length: 40 }, (_, x) => ask({ do: 'sleep', ms: 20, x })))).at(-1) ?? {};
    expect([first, reason]).toEqual([
      'failed',
      expect.stringMatching(/v1 was away: its process is busy: \d+ rows wait/),
    ]);
  });
});
