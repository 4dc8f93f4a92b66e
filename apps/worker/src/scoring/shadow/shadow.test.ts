import { predictionIdSchema } from '@millrace/pipeline-core/ids';
import { createRowValidator, type Prediction } from '@millrace/pipeline-core/release';
import { describe, expect, it } from 'vitest';
import {
  fakeAnswer,
  fakeEndpoint,
  fakeRelease,
  testId,
  testReleaseId,
  testSignature,
} from '../../testing/fake-release';
import { createQuietLogger } from '../../testing/quiet-logger';
import { createTrafficRecorder } from '../../watching/traffic';
import type { ScoreRequest } from '../answering/asked-rows';
import { scoreRequest } from '../answering/score-request';
import type { ServedRelease } from '../releases/served-release';
import { copyRows } from './copy-rows';
import { scoreCopy } from './score-copy';
import { createShadowQueue, mostBytes, mostCopies, shadowQueueFigures } from './shadow-queue';

const online = { find: () => null, whyUnheld: () => null };
const logger = createQuietLogger();

/** An endpoint that release 1 answers, with release 2 in shadow, and all that is kept and counted of it. */
function setUp(shadow: ServedRelease, { percent = 100 } = {}) {
  const kept: Prediction[] = [];
  const sent: (() => void)[] = [];
  const recorder = createTrafficRecorder({ process: 'p', now: () => 0 });
  const champion = fakeRelease(1);
  const endpoint = {
    facts: fakeEndpoint({ routes: [[1, 1]], more: { shadow: { release: testReleaseId(2), percent } } }),
    releases: new Map([[champion.id, champion]]),
    shadow,
  };
  const deps = { now: () => performance.now(), wallClock: () => 0, online };
  const keep = (predictions: readonly Prediction[]) => void kept.push(...predictions);
  const queue = createShadowQueue({
    score: (copy) => scoreCopy(copy, { ...deps, keep, count: recorder.recordCopy }),
    drop: (copy) => recorder.dropCopy({ endpoint: endpoint.facts.id, release: copy.shadow.id }),
    wanted: () => true,
    now: deps.now,
    logger,
  });
  let draw = 0;
  const ask = (rows: object[], more: Partial<ScoreRequest> = {}) =>
    scoreRequest(
      {
        ...{ endpoint, rows: rows.map((row) => ({ city: 'Oslo', ...row })), caller: 'key:1', protocol: 'native' },
        ...{ extras: 'refuse', startedAt: performance.now(), afterAnswer: (work) => void sent.push(work) },
        ...more,
      },
      {
        ...{ ...deps, keep, count: recorder.record, shadow: queue },
        random: () => (draw++ % 10) / 10,
      },
    );
  const totals = () => {
    const minutes = recorder.collect();
    return {
      answers: minutes.find(({ releaseId }) => releaseId === champion.id),
      copies: minutes.find(({ releaseId }) => releaseId === shadow.id),
    };
  };
  const done = async (count: number) => {
    for (const work of sent.splice(0)) work();
    await expect.poll(() => queue.counts().scored + queue.counts().dropped).toBe(count);
  };
  return { ask, kept, queue, done, totals, sent };
}

describe('a release in shadow', () => {
  it('is asked after the answer has gone out; what it says is kept beside it and compared, and counts as no answer', async () => {
    const { ask, kept, done, totals, sent } = setUp(fakeRelease(2, () => fakeAnswer('yes')));
    const result = await ask([{ age: 50 }, { age: 20 }]);
    expect(result).toMatchObject({ kind: 'answered', rows: [{ prediction: 'yes' }, { prediction: 'no' }] });
    await new Promise((resolve) => setImmediate(resolve));
    expect([kept.length, sent.length]).toEqual([2, 1]);
    await done(2);
    expect(kept).toHaveLength(4);
    const [first, second, ...copies] = kept;
    expect(copies).toMatchObject([
      { release: testReleaseId(2), shadowOf: first?.id, status: 'ok', output: { prediction: 'yes' } },
      { release: testReleaseId(2), shadowOf: second?.id, status: 'ok', output: { prediction: 'yes' } },
    ]);
    const { answers, copies: counted } = totals();
    expect(answers).toMatchObject({ served: 2, routed: { rows: 2 }, shadow: null });
    expect(counted).toMatchObject({ served: 0, errors: 0, routed: null, histogram: [], outputs: null });
    expect(counted?.shadow).toMatchObject({
      ...{ dropped: 0, compared: 2, agreed: 1, measured: 2, distance: 0.5 },
      champion: { rows: 2, errors: 0, outputs: { classes: { yes: 1, no: 1 } } },
      challenger: { rows: 2, errors: 0, outputs: { classes: { yes: 2 } } },
    });
  });

  it.each([
    [
      'throws',
      fakeRelease(2, () => {
        throw new Error('broken weights');
      }),
      /broken weights/,
    ],
    [
      'refuses the row',
      {
        ...fakeRelease(2),
        validator: createRowValidator({ ...testSignature, inputs: [{ name: 'plan', type: 'text', required: true }] }),
      },
      /plan/,
    ],
  ])('that %s has failed: the answer is as it was', async (_what, shadow, reason) => {
    const { ask, kept, done, totals } = setUp(shadow);
    expect(await ask([{ age: 50 }])).toMatchObject({ kind: 'answered', rows: [{ prediction: 'yes', rank: 0 }] });
    await done(1);
    expect(kept[1]).toMatchObject({ status: 'error', output: null, reason: expect.stringMatching(reason) });
    expect(totals().copies?.shadow).toMatchObject({
      compared: 0,
      champion: { rows: 1, missed: 0 },
      challenger: { rows: 1, missed: 1, errors: 1 },
    });
  });

  it('gets as many rows as its share says, and none that asked for a version', async () => {
    const { ask, done, kept, sent } = setUp(fakeRelease(2), { percent: 30 });
    await ask(
      Array.from({ length: 10 }, () => ({ age: 50 })),
      { asked: '1' },
    );
    expect(sent).toHaveLength(0);
    await ask(Array.from({ length: 50 }, () => ({ age: 50 })));
    await done(15);
    expect(kept.filter(({ shadowOf }) => shadowOf !== undefined)).toHaveLength(15);
  });

  it('has a bounded queue: what does not fit is dropped and counted, and every row is answered', async () => {
    const { ask, done, queue, totals, sent } = setUp(fakeRelease(2));
    const rows = Array.from({ length: mostCopies }, () => ({ age: 50 }));
    for (let request = 0; request < 3; request += 1)
      expect(await ask(rows)).toMatchObject({ kind: 'answered', rows: { length: mostCopies } });
    for (const work of sent.splice(0)) work();
    expect(queue.counts().dropped).toBeGreaterThanOrEqual(2 * mostCopies - 1);
    await queue.stop();
    await done(3 * mostCopies);
    const { answers, copies } = totals();
    expect(answers?.served).toBe(3 * mostCopies);
    expect(copies?.shadow?.dropped).toBe(queue.counts().dropped);
    expect(shadowQueueFigures(queue)[0]?.values[1]).toEqual({
      labels: { state: 'dropped' },
      value: queue.counts().dropped,
    });
  });

  it('takes its turn behind requests: it rests four times as long as it works', async () => {
    let clock = 0;
    const shadow = fakeRelease(2, () => {
      clock += 10;
      return fakeAnswer('yes');
    });
    const rests: number[] = [];
    const queue = createShadowQueue({
      score: async (copy) => void (await copy.shadow.answer({}, new AbortController().signal)),
      drop: () => undefined,
      wanted: () => true,
      now: () => clock,
      rest: async (ms) => {
        rests.push(ms);
        clock += ms;
      },
      logger,
    });
    const copy = { shadow, row: {} } as unknown as Parameters<typeof queue.offer>[0][number]; // all that is asked of it
    queue.offer([copy, copy, copy]);
    await expect.poll(() => queue.counts().scored).toBe(3);
    expect(rests).toEqual([40, 40]);
    // Copies that come one by one, each after the one before is done, rest as those that come together.
    for (const scored of [4, 5]) {
      queue.offer([copy]);
      await expect.poll(() => queue.counts().scored).toBe(scored);
    }
    expect(rests).toEqual([40, 40, 40, 40]);
    // What passes without a copy counts as rest.
    clock += 25;
    queue.offer([copy]);
    await expect.poll(() => queue.counts().scored).toBe(6);
    expect(rests.at(-1)).toBe(15);
  });

  it('keeps of a request nothing but what a prediction says, and no release but its own', () => {
    const champion = fakeRelease(1);
    const shadow = fakeRelease(2);
    const facts = fakeEndpoint({ routes: [[1, 1]], more: { shadow: { release: shadow.id, percent: 100 } } });
    const endpoint = { facts, releases: new Map([[champion.id, champion]]), shadow };
    const rows = [{ age: 50 }, { age: 20 }];
    const from = { caller: 'key:1', protocol: 'native', extras: 'refuse' } as const;
    const request = { endpoint, rows, ...from, startedAt: 0, afterAnswer: () => undefined };
    const answered = { id: predictionIdSchema.parse(testId(7)), prediction: 'yes', release: champion, rank: 0 };
    const scored = { ...answered, micros: { features: 0, model: 0 }, first: 'answered', ownMicros: 5 } as const;
    const copies = copyRows({ request, chains: [[champion]], scored: [scored], random: () => 0 });
    const remembered = copyRows({
      ...{ request, chains: [[champion]], random: () => 0 },
      scored: [{ ...scored, rank: 1, first: 'failed', reason: 'v1 failed: broken weights; answered as 2.3 s ago' }],
    });
    expect(remembered[0]?.answered.itself).toBe(false);
    const { release: _let, ...kept } = scored;
    expect(copies).toEqual([{ from: { facts, ...from }, row: rows[0], answered: { ...kept, itself: true }, shadow }]);
  });

  it('stops without waiting for the end of a rest', async () => {
    let clock = 0;
    const queue = createShadowQueue({
      score: async () => {
        clock += 10_000_000;
      },
      drop: () => undefined,
      wanted: () => true,
      now: () => clock,
      logger,
    });
    const copy = { shadow: fakeRelease(2), row: {} } as unknown as Parameters<typeof queue.offer>[0][number]; // all that is asked of it
    queue.offer([copy, copy]);
    await expect.poll(() => queue.counts().scored).toBe(1);
    await queue.stop();
    expect(queue.counts()).toEqual({ scored: 1, dropped: 1 });
  });

  it('holds no more rows than memory is kept for, and lets those go whose release is in shadow no longer', async () => {
    let inShadow = true;
    let asked = 0;
    const scored: unknown[] = [];
    const queue = createShadowQueue({
      score: async ({ row }) => void scored.push(row),
      drop: () => undefined,
      wanted: () => {
        asked += 1;
        return inShadow;
      },
      now: () => 0,
      logger,
    });
    const large = { row: { image: 'x'.repeat(mostBytes / 4) } };
    const copies = [large, large, large] as unknown as Parameters<typeof queue.offer>[0]; // all that is asked of them
    queue.offer(copies); // each takes half of it
    await expect.poll(() => scored.length).toBe(2);
    expect(queue.counts()).toEqual({ scored: 2, dropped: 1 });
    inShadow = false;
    queue.offer(copies.slice(0, 2));
    await expect.poll(() => asked).toBe(4);
    await queue.stop();
    expect(queue.counts()).toEqual({ scored: 2, dropped: 1 });
  });
});
