import type { Prediction } from '@millrace/pipeline-core/release';
import { compareReleases, levelOfLook, releaseFigures, rolloutPlanSchema } from '@millrace/pipeline-core/rollout';
import { createRandom } from '@millrace/pipeline-core/seeded-random';
import { describe, expect, it } from 'vitest';
import { fakeAnswer, fakeEndpoint, fakeRelease, testReleaseId } from '../../testing/fake-release';
import { createTrafficRecorder, type Served } from '../../watching/traffic';
import type { ServedRelease } from '../releases/served-release';
import { requestLimitMs } from './request-limit';
import { scoreRequest } from './score-request';

/** Scores rows against releases 1 and 2 on a clock that only answers move. */
function setUp(answerMs: number, more: Parameters<typeof fakeEndpoint>[0] = { routes: [[1, 1]] }) {
  let clock = 1_000;
  const answer = (prediction: string) => () => {
    clock += answerMs;
    return fakeAnswer(prediction);
  };
  const loaded = [fakeRelease(1, answer('yes')), fakeRelease(2, answer('no'))];
  const releases = new Map(loaded.map((release): [ServedRelease['id'], ServedRelease] => [release.id, release]));
  const counted: Served[] = [];
  const kept: Prediction[] = [];
  const draws = [0.1, 0.9, 0.1, 0.9];
  const score = (rows: number) =>
    scoreRequest(
      {
        endpoint: { facts: fakeEndpoint(more), releases },
        rows: Array.from({ length: rows }, () => ({ age: 41, city: 'Oslo' })),
        caller: 'key:1',
        protocol: 'native',
        extras: 'refuse',
        startedAt: 1_000,
        afterAnswer: (work) => work(),
      },
      {
        now: () => clock,
        wallClock: () => 0,
        random: () => draws.shift() ?? 0.1,
        keep: (predictions) => void kept.push(...predictions),
        count: (served) => void counted.push(served),
        online: { find: () => null, whyUnheld: () => null },
      },
    );
  return { score, counted, kept };
}

describe('a request of several rows', () => {
  it('counts each row, and its time once', async () => {
    const { score, counted, kept } = setUp(4);
    expect((await score(2)).kind).toBe('answered');
    expect(counted.map(({ outcome, micros }) => [outcome, micros])).toEqual([
      ['ok', 8_000],
      ['ok', null],
    ]);
    expect(kept.map(({ micros }) => micros.total)).toEqual([8_000, 8_000]);
  });

  it('counts its time once for each release that answered some of it', async () => {
    const { score, counted } = setUp(1, {
      routes: [
        [1, 1],
        [2, 1],
      ],
    });
    await score(4);
    expect(counted.map(({ prediction, micros }) => [prediction, micros])).toEqual([
      ['yes', 4_000],
      ['no', 4_000],
      ['yes', null],
      ['no', null],
    ]);
  });

  it('ends at the limit of its time, whatever the budget of a row', async () => {
    const { score, counted, kept } = setUp(requestLimitMs / 3);
    const result = await score(5);
    expect(result).toMatchObject({ kind: 'late', message: expect.stringContaining('Only 3 of 5 rows') });
    expect([counted.length, kept.length]).toEqual([3, 3]);
  });

  it('asks a release once for the very same row where its endpoint gives answers again', async () => {
    const { score, counted, kept } = setUp(4, { routes: [[1, 1]], more: { remember: { seconds: 60 } } });
    const result = await score(3);
    expect(result).toMatchObject({ rows: [{ prediction: 'yes' }, { prediction: 'yes' }, { prediction: 'yes' }] });
    // 4 ms for the first; the others took none.
    expect([kept.map(({ micros }) => micros.total), kept.map(({ status }) => status)]).toEqual([
      [4_000, 4_000, 4_000],
      ['ok', 'ok', 'ok'],
    ]);
    expect(counted.map(({ routed }) => routed?.micros)).toEqual([4_000, 0, 0]);
  });

  it('lets others have their turn by the time it takes, not by rows', async () => {
    const turns = async (answerMs: number) => {
      const { score } = setUp(answerMs);
      let turned = 0;
      let over = false;
      const count = () => {
        turned += 1;
        if (!over) setImmediate(count);
      };
      setImmediate(count);
      await score(40);
      over = true;
      return turned;
    };
    expect(await turns(0.001)).toBe(0);
    expect(await turns(5)).toBeGreaterThanOrEqual(39);
  });
});

describe('a release that looks up a view which is not in memory', () => {
  const why = 'The feature view spending is not in memory.';

  /** A release that looks up that view, and must not be asked. */
  function lookingUp(number: number): ServedRelease {
    const plain = fakeRelease(number, () => {
      throw new Error('it was asked without its features');
    });
    const lookup = { view: 'spending', feature: 'spend', key: ['city'] };
    const inputs = [...plain.signature.inputs, { name: 'spend', type: 'number' as const, required: false, lookup }];
    return { ...plain, signature: { ...plain.signature, inputs } };
  }

  async function ask(releases: readonly ServedRelease[], more: Record<string, unknown> = {}) {
    const counted: Served[] = [];
    const kept: Prediction[] = [];
    const [routed, ...behind] = releases.map(({ number }) => number);
    const facts = fakeEndpoint({ routes: [[routed ?? 0, 1]], chain: behind, more });
    const result = await scoreRequest(
      {
        endpoint: { facts, releases: new Map(releases.map((release) => [release.id, release])) },
        rows: [{ age: 41, city: 'Oslo' }],
        ...{ caller: 'key:1', protocol: 'native', extras: 'refuse', startedAt: 0, afterAnswer: (work) => work() },
      },
      {
        ...{ now: () => 0, wallClock: () => 0, random: () => 0.1 },
        keep: (predictions) => void kept.push(...predictions),
        count: (served) => void counted.push(served),
        online: { find: () => null, whyUnheld: (_project, name) => (name === 'spending' ? why : null) },
      },
    );
    return { result, counted, kept };
  }

  it('is not asked: where no other is left, the reason is told, kept and counted', async () => {
    const { result, counted, kept } = await ask([lookingUp(1)]);
    const reason = `v1 was not asked: ${why}`;
    expect(result).toMatchObject({ kind: 'exhausted', message: reason });
    expect(counted).toMatchObject([{ outcome: 'error' }]);
    expect(kept).toMatchObject([{ status: 'error', reason, output: null }]);
  });

  it('leaves the answer to the constant of the endpoint, where it has one', async () => {
    const { result, counted } = await ask([lookingUp(1)], { last: { kind: 'constant', value: 'no' } });
    const reason = `v1 was not asked: ${why.replace(/\.$/, '')}; answered with the constant of the endpoint`;
    expect(result).toMatchObject({ kind: 'answered', rows: [{ prediction: 'no', release: null, reason }] });
    expect(counted).toMatchObject([
      { release: testReleaseId(1), outcome: 'fallback', routed: { release: testReleaseId(1), missed: true } },
    ]);
  });

  it('takes nothing from a release that needs no view: as a fallback it is not missed', async () => {
    const { result, counted, kept } = await ask([fakeRelease(1), lookingUp(2)], {
      last: { kind: 'constant', value: 'no' },
    });
    expect(result).toMatchObject({ kind: 'answered', rows: [{ prediction: 'yes', rank: 0 }] });
    expect(counted).toMatchObject([{ release: testReleaseId(1), outcome: 'ok' }]);
    expect(kept[0]?.reason).toBeUndefined();
  });

  it('leaves the answer to the fallback behind it, with the reason', async () => {
    const { result, counted } = await ask([lookingUp(1), fakeRelease(2)], { last: { kind: 'constant', value: 'no' } });
    const answered = { prediction: 'yes', release: { number: 2 }, rank: 1, reason: `v1 was not asked: ${why}` };
    expect(result).toMatchObject({ kind: 'answered', rows: [answered] });
    expect(counted).toMatchObject([
      { release: testReleaseId(2), outcome: 'fallback', routed: { release: testReleaseId(1), missed: true } },
    ]);
  });
});

/** Two releases that take equally long, of which the first has 90 % of the traffic and only the second a fallback. */
async function shareTraffic(o: {
  answerMs: (random: () => number) => number;
  sizes: (random: () => number) => number;
  requests: number;
  asked?: string;
}) {
  const random = createRandom(7).next;
  const share = createRandom(8).next;
  let clock = 0;
  const answer = async () => {
    clock += o.answerMs(random);
    return fakeAnswer('yes');
  };
  const releases = new Map([1, 2].map((number) => [testReleaseId(number), fakeRelease(number, answer)]));
  const facts = fakeEndpoint({
    routes: [
      [1, 90],
      [2, 10],
    ],
    chain: [1],
  });
  const recorder = createTrafficRecorder({ process: 'p', now: () => 0 });
  for (let request = 0; request < o.requests; request += 1) {
    await scoreRequest(
      {
        endpoint: { facts, releases },
        rows: Array.from({ length: o.sizes(random) }, () => ({ age: 41, city: 'Oslo' })),
        ...{ caller: 'key:1', protocol: 'native', extras: 'refuse', startedAt: clock, afterAnswer: (work) => work() },
        ...(o.asked === undefined ? {} : { asked: o.asked }),
      },
      {
        ...{ now: () => clock, wallClock: () => 0, random: share, keep: () => undefined },
        count: (served) => recorder.record(served),
        online: { find: () => null, whyUnheld: () => null },
      },
    );
  }
  const totals = recorder.collect();
  const of = (number: number) =>
    releaseFigures(
      totals.flatMap(({ releaseId, routed }) =>
        releaseId === testReleaseId(number) && routed !== null ? [routed] : [],
      ),
      200,
    );
  return { champion: of(1), challenger: of(2) };
}

describe('what a rollout compares', () => {
  const { rules } = rolloutPlanSchema.parse({ rules: { chance: 0.2 } });
  const verdicts = (figures: Awaited<ReturnType<typeof shareTraffic>>) =>
    compareReleases(figures, { rules, budgetMs: 200, level: levelOfLook(0, rules) }).map(({ verdict }) => verdict);

  it('is the time of rows: large requests make an equal release no slower', async () => {
    const sizes = (random: () => number) => (random() < 0.1 ? 500 : 1);
    const figures = await shareTraffic({ answerMs: () => 5, sizes, requests: 400 });
    expect(figures.challenger.requests).toBeGreaterThan(1000);
    expect([figures.champion.slow, figures.challenger.slow]).toEqual([0, 0]);
    expect(verdicts(figures)).toEqual(['fine', 'fine', 'fine']);
  });

  it('is measured by one limit, whoever has a fallback: an equal release that is sometimes slow is no later', async () => {
    const answerMs = (random: () => number) => (random() < 0.1 ? 150 : 5);
    const figures = await shareTraffic({ answerMs, sizes: () => 1, requests: 4000 });
    const lateness = ({ missed, requests }: typeof figures.champion) => missed / requests;
    expect(lateness(figures.champion)).toBeCloseTo(0.1, 1);
    expect(lateness(figures.challenger)).toBeCloseTo(0.1, 1);
    expect(verdicts(figures)).toEqual(['fine', 'fine', 'fine']);
  });

  it('are no rows that asked for a version', async () => {
    const figures = await shareTraffic({ answerMs: () => 5, sizes: () => 1, requests: 10, asked: '2' });
    expect([figures.champion.requests, figures.challenger.requests]).toEqual([0, 0]);
  });
});
