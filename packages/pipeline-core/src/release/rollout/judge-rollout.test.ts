import { describe, expect, it } from 'vitest';
import { createRandom } from '../../seeded-random';
import { judgeRollout, type RolloutState } from './judge-rollout';
import type { ReleaseFigures } from './release-figures';
import { noLooks, rolloutPlanSchema } from './rollout-plan';
import { ruleSentences } from './rollout-words';

const names = { champion: 'v6', challenger: 'v7' };
const since = new Date('2026-12-01T12:00:00Z');
const later = (seconds: number) => new Date(since.getTime() + seconds * 1000);
const hour = later(3600);

const did = (requests: number, more: Partial<ReleaseFigures> = {}): ReleaseFigures => ({
  ...{ requests, errors: 0, missed: 0, timed: requests, slow: 0, p50: 900, p95: 3000, outputs: null },
  ...more,
});

function stateOf(more: Partial<RolloutState> = {}): RolloutState {
  const plan = rolloutPlanSchema.parse({
    steps: [
      { percent: 5, dwellSeconds: 1800, minRequests: 1000 },
      { percent: 50, dwellSeconds: 60, minRequests: 100 },
      { percent: 100, dwellSeconds: 0, minRequests: 0 },
    ],
  });
  return { plan, step: 0, since, status: 'running', looks: noLooks, names, budgetMs: 200, ...more };
}

describe('a rollout', () => {
  it('waits and says what is missing', () => {
    const figures = { champion: did(20), challenger: did(12) };
    expect(judgeRollout(stateOf(), figures, later(720))).toEqual({
      do: 'wait',
      missing: ['12 of 1,000 requests', '12 min of 30 min', '20 of 50 requests of v6 to compare with'],
      looks: noLooks,
    });
  });

  it('goes on once a step has lasted and been asked enough, and ends before 100%', () => {
    const figures = { champion: did(20_000), challenger: did(1000) };
    expect(judgeRollout(stateOf(), figures, hour)).toMatchObject({ do: 'next', step: 1, looks: noLooks });
    expect(judgeRollout(stateOf({ step: 1 }), figures, hour)).toMatchObject({ do: 'done', step: 2 });
  });

  it('stays where somebody has paused it, and is still taken back', () => {
    const champion = did(20_000, { errors: 20 });
    const paused = stateOf({ status: 'paused' });
    expect(judgeRollout(paused, { champion, challenger: did(1000) }, hour)).toMatchObject({ do: 'wait', missing: [] });
    expect(judgeRollout(paused, { champion, challenger: did(1000, { errors: 60 }) }, hour).do).toBe('abort');
  });

  it.each([
    ['errors', { errors: 60 }, /6% of 1,000 requests of v7 failed, and nobody answered, against 0% of 20,000 with v6/],
    ['late answers', { missed: 80 }, /8% of 1,000 requests of v7 were late or failed, against/],
    ['times over the budget', { slow: 90, p95: 260_000 }, /9% of 1,000 requests of v7 took longer than the budget/],
  ])('is taken back for %s', (_what, more, reason) => {
    const decision = judgeRollout(stateOf(), { champion: did(20_000), challenger: did(1000, more) }, later(600));
    expect(decision).toMatchObject({ do: 'abort', reason: expect.stringMatching(reason) });
  });

  it.each([
    ['a difference that chance explains', did(400, { errors: 4 }), did(100, { errors: 3 })],
    ['one within the margin, however sure', did(1_000_000, { errors: 1000 }), did(1_000_000, { errors: 4000 })],
    ['slower answers within the budget', did(20_000), did(1000, { slow: 40, p95: 150_000 })],
    ['errors that the one before has as well', did(20_000, { errors: 1200 }), did(1000, { errors: 62 })],
    ['few requests, whatever they did', did(20_000), did(49, { errors: 49 })],
  ])('is not taken back for %s', (_what, champion, challenger) => {
    expect(judgeRollout(stateOf(), { champion, challenger }, later(600)).do).toBe('wait');
  });

  it('is looked at again only when its requests have grown by a fifth, and once more at the end of a step', () => {
    const bad = { champion: did(20_000), challenger: did(1100, { errors: 100 }) };
    const looked = stateOf({ looks: { count: 1, requests: 1000 } });
    expect(judgeRollout(looked, bad, later(600))).toMatchObject({ do: 'wait', looks: { count: 1, requests: 1000 } });
    expect(judgeRollout(looked, bad, hour).do).toBe('abort');
    const grown = { champion: did(20_000), challenger: did(1200) };
    expect(judgeRollout(looked, grown, later(600))).toMatchObject({ do: 'wait', looks: { count: 2, requests: 1200 } });
  });

  // The chance that is promised is spent on three rates at once, whose margins are nothing here.
  it.each([0.1, 0.01])('takes an equal release back less often than promised: %s', (chance) => {
    const random = createRandom(11);
    const plan = rolloutPlanSchema.parse({ rules: { errorsByMore: 0, lateByMore: 0, slowByMore: 0, chance } });
    const trials = 300;
    let aborted = 0;
    for (let trial = 0; trial < trials; trial += 1) {
      let looks = noLooks;
      const sums = { champion: did(0, { p95: 300_000 }), challenger: did(0, { p95: 300_000 }) };
      for (let n = 1; n <= 600; n += 1) {
        for (const sum of [sums.champion, sums.challenger]) {
          sum.requests += 1;
          sum.timed += 1;
          if (random.next() < 0.05) sum.errors += 1;
          if (random.next() < 0.1) sum.missed += 1;
          if (random.next() < 0.2) sum.slow += 1;
        }
        const decision = judgeRollout(stateOf({ plan, looks, status: 'paused' }), sums, later(60));
        looks = decision.looks;
        if (decision.do !== 'abort') continue;
        aborted += 1;
        break;
      }
    }
    expect(aborted / trials).toBeLessThan(chance);
  });

  it('says its rules', () => {
    expect(ruleSentences(stateOf().plan, names)[0]).toBe(
      'The rollout is aborted when the share of requests on which v7 fails and nobody answers is more than 0.5 percentage points above that of v6.',
    );
  });

  it('knows no plan whose shares do not grow to 100%', () => {
    const steps = (...percents: number[]) => ({
      steps: percents.map((percent) => ({ percent, dwellSeconds: 120, minRequests: 0 })),
    });
    expect(rolloutPlanSchema.safeParse(steps(5, 50, 100)).success).toBe(true);
    for (const wrong of [steps(5, 50), steps(50, 5, 100), steps(100)])
      expect(rolloutPlanSchema.safeParse(wrong).success).toBe(false);
  });

  it('knows no step that is over before anything is compared', () => {
    const plan = (first: object) => ({
      steps: [
        { percent: 5, dwellSeconds: 0, minRequests: 0, ...first },
        { percent: 100, dwellSeconds: 0, minRequests: 0 },
      ],
    });
    expect(rolloutPlanSchema.safeParse(plan({ minRequests: 1 })).success).toBe(true);
    expect(rolloutPlanSchema.safeParse(plan({ dwellSeconds: 120 })).success).toBe(true);
    expect(rolloutPlanSchema.safeParse(plan({ dwellSeconds: 119 })).error?.issues[0]?.path).toEqual([
      'steps',
      0,
      'dwellSeconds',
    ]);
  });
});
