import { describe, expect, it } from 'vitest';
import { answersAgree } from './answers-agree';
import { judgeRollout, type RolloutState } from './judge-rollout';
import type { ReleaseFigures } from './release-figures';
import { defaultRolloutSteps, defaultShadowStep, noLooks, type RolloutPlan, rolloutPlanSchema } from './rollout-plan';
import { ruleSentences, stepWords } from './rollout-words';
import { noShadowRows, type ShadowFigures, type ShadowRows, shadowFigures } from './shadow-figures';

const names = { champion: 'v6', challenger: 'v7' };
const since = new Date('2026-12-01T12:00:00Z');
const hour = new Date(since.getTime() + 3_600_000);
const shadowFirst = rolloutPlanSchema.parse({ steps: [defaultShadowStep, ...defaultRolloutSteps] });

const did = (requests: number, more: Partial<ReleaseFigures> = {}): ReleaseFigures => ({
  ...{ requests, errors: 0, missed: 0, timed: requests, slow: 0, p50: 900, p95: 3000, outputs: null },
  ...more,
});
const stateOf = (plan: RolloutPlan = shadowFirst): RolloutState => ({
  ...{ plan, step: 0, since, status: 'running', looks: noLooks, names, budgetMs: 200 },
});
const answers = (compared: number, agreed: number): ShadowFigures => ({
  ...{ compared, agreed, dropped: 0, meanDifference: 0.1 },
});

describe('a step in shadow', () => {
  it('comes first, with copies and no traffic', () => {
    const steps = (...all: object[]) => ({
      steps: all.map((step) => ({ dwellSeconds: 600, minRequests: 10, ...step })),
    });
    const shadow = { percent: 0, shadow: 20 };
    expect(rolloutPlanSchema.safeParse(steps(shadow, { percent: 5 }, { percent: 100 })).success).toBe(true);
    expect(rolloutPlanSchema.safeParse(steps(shadow, { percent: 100 })).success).toBe(true);
    for (const wrong of [
      steps({ percent: 0 }, { percent: 100 }),
      steps({ percent: 5, shadow: 20 }, { percent: 100 }),
      steps({ percent: 5 }, shadow, { percent: 100 }),
      steps({ percent: 5 }, { percent: 100, shadow: 20 }),
    ])
      expect(rolloutPlanSchema.safeParse(wrong).success).toBe(false);
    expect(stepWords(shadowFirst)).toBe('shadow\u00a0→ 1\u00a0→ 5\u00a0→ 25\u00a0→ 50\u00a0→ 100%');
  });

  it('waits for its time and its copies, then gives the first share', () => {
    const few = { champion: did(12), challenger: did(12), shadow: answers(12, 12) };
    expect(judgeRollout(stateOf(), few, hour)).toMatchObject({
      do: 'wait',
      missing: ['12 of 500 copies of requests'],
    });
    const enough = { champion: did(500), challenger: did(500), shadow: answers(500, 450) };
    expect(judgeRollout(stateOf(), enough, hour)).toMatchObject({ do: 'next', step: 1 });
  });

  it.each([
    ['fails', { errors: 30, missed: 30 }, answers(470, 470), /6% of 500 requests of v7 failed, against 0% of 500/],
    ['is late', { missed: 30 }, answers(500, 500), /6% of 500 requests of v7 were late or failed, against/],
    ['answers otherwise', {}, answers(500, 200), /v7 answered otherwise than v6 on 60% of 500 rows, more than 50%;/],
  ])('is taken back when it %s', (_what, more, shadow, reason) => {
    const figures = { champion: did(500), challenger: did(500, more), shadow };
    expect(judgeRollout(stateOf(), figures, hour)).toMatchObject({
      do: 'abort',
      reason: expect.stringMatching(reason),
    });
  });

  it('may differ as often as its rule says, and as chance explains', () => {
    const judged = (shadow: ShadowFigures, rules: object = {}) =>
      judgeRollout(
        stateOf(rolloutPlanSchema.parse({ ...shadowFirst, rules })),
        { champion: did(500), challenger: did(500), shadow },
        hour,
      ).do;
    expect(judged(answers(500, 245))).toBe('next');
    expect(judged(answers(500, 200), { differOnMost: 1 })).toBe('next');
    expect(judged(answers(500, 450), { differOnMost: 0.01 })).toBe('abort');
    expect(judged(answers(49, 0))).toBe('next');
  });

  it('says its rule, which other plans do not have', () => {
    expect(ruleSentences(shadowFirst, names)[3]).toBe(
      'In shadow, the rollout is aborted when v7 answers otherwise than v6 on more than 50% of rows; numbers differ when they are more than 10% apart.',
    );
    expect(ruleSentences(rolloutPlanSchema.parse({}), names)).toHaveLength(4);
  });
});

describe('answers to one row', () => {
  it('agree in their class, and are as far apart as its probabilities', () => {
    const yes = { prediction: 'yes', probabilities: { no: 0.25, yes: 0.75 } };
    const no = { prediction: 'no', probabilities: { no: 0.75, yes: 0.25 } };
    expect(answersAgree('binary', yes, yes)).toEqual({ agrees: true, difference: 0 });
    expect(answersAgree('multiclass', yes, no)).toEqual({ agrees: false, difference: 0.5 });
    // A class that the other does not know.
    expect(answersAgree('multiclass', yes, { prediction: 'no', probabilities: { no: 1 } }).difference).toBe(0.75);
    expect(answersAgree('binary', { prediction: 1 }, { prediction: 1 })).toEqual({ agrees: true, difference: null });
  });

  it('agree in numbers that are within a tenth', () => {
    const of = (prediction: number | null) => ({ prediction });
    expect(answersAgree('regression', of(100), of(110))).toEqual({ agrees: true, difference: 10 });
    expect(answersAgree('forecast', of(-100), of(-111))).toEqual({ agrees: false, difference: 11 });
    expect(answersAgree('anomaly', of(0), of(0.5))).toEqual({ agrees: false, difference: 0.5 });
    expect(answersAgree('regression', of(null), of(1))).toEqual({ agrees: false, difference: null });
  });

  it('agree in their group and their first item', () => {
    expect(answersAgree('clustering', { prediction: 10 }, { prediction: 11 }).agrees).toBe(false);
    expect(answersAgree('ranking', { prediction: 'a' }, { prediction: 'a' })).toEqual({
      agrees: true,
      difference: null,
    });
  });
});

it('adds up what several processes did with copies', () => {
  const routed = { rows: 4, missed: 1, errors: 1, times: [], outputs: null };
  const one: ShadowRows = {
    ...{ dropped: 2, compared: 3, agreed: 2, measured: 2, distance: 0.5 },
    ...{ champion: { ...routed, missed: 0, errors: 0 }, challenger: routed },
  };
  const figures = shadowFigures([one, one, noShadowRows], 200);
  expect(figures.shadow).toEqual({ dropped: 4, compared: 6, agreed: 4, meanDifference: 0.25 });
  expect([figures.champion.requests, figures.challenger.errors]).toEqual([8, 2]);
  expect(shadowFigures([], 200).shadow?.meanDifference).toBeNull();
});
