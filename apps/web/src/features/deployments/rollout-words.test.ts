import { defaultRolloutSteps, defaultShadowStep, noLooks, rolloutPlanSchema } from '@millrace/pipeline-core/rollout';
import { expect, it } from 'vitest';
import { type NewestRollout, rolloutRows } from './rollout-rows';
import { endedSentence, moveWords, rolloutSentence, startWords } from './rollout-words';

const plan = rolloutPlanSchema.parse({});
const names = { champion: 'v6', challenger: 'v7' };
const none = { requests: 0, errors: 0, missed: 0, timed: 0, slow: 0, p50: null, p95: null, outputs: null };

it('says where a rollout stands', () => {
  const at = { plan, names, step: 1 };
  expect(rolloutSentence({ ...at, status: 'running' })).toBe('v7 takes 5% of live traffic; v6 keeps 95%.');
  expect(rolloutSentence({ ...at, status: 'paused' })).toContain('until somebody resumes it');
  expect(moveWords({ kind: 'next', percent: 25, who: 'Ada' }, 'v7')).toBe('Ada gave v7 25% of live traffic');
});

it('says how a rollout ended, when and by whom, and that it is history', () => {
  const at = new Date(2025, 10, 27, 19, 32);
  const ended = { plan, names, step: 1, reason: null };
  expect(endedSentence({ ...ended, status: 'aborted' }, { by: { who: 'Nora', at }, isNewest: true })).toBe(
    'Nora aborted the rollout of v7 on 27 Nov 2025 19:32: v6 answered alone from then on.',
  );
  const failed = { ...ended, status: 'aborted' as const, reason: 'It failed.' };
  expect(endedSentence(failed, { by: { who: null, at }, isNewest: false })).toBe(
    'Its own rules aborted the rollout of v7 on 27 Nov 2025 19:32: v6 answered alone from then on. It failed. What has happened here since then is on the timeline.',
  );
  expect(endedSentence({ ...ended, status: 'aborted' }, { by: null, isNewest: true })).toBe(
    'The rollout of v7 was aborted: v6 answered alone from then on.',
  );
  expect(endedSentence({ ...ended, status: 'rolled-back' }, { by: null, isNewest: true })).toBe(
    'The rollout of v7 was rolled back: v6 answered alone from then on.',
  );
  expect(endedSentence({ ...ended, status: 'done' }, { by: null, isNewest: true })).toBe(
    'v7 took all traffic over from v6.',
  );
});

const shadowPlan = rolloutPlanSchema.parse({ steps: [defaultShadowStep, ...defaultRolloutSteps] });

it('says that callers see the release before while another is in shadow', () => {
  const at = { plan: shadowPlan, names, step: 0 };
  expect(rolloutSentence({ ...at, status: 'running' })).toBe(
    'Callers see v6 only; v7 is in shadow, with a copy of 100% of requests.',
  );
  const words = (kind: 'started' | 'paused' | 'resumed') => moveWords({ kind, percent: 0, who: 'Ada' }, 'v7');
  expect(moveWords({ kind: 'next', percent: 5, who: null }, 'v7')).toBe(
    'The rollout itself gave v7 5% of live traffic',
  );
  expect(moveWords({ kind: 'aborted', percent: 0, who: null }, 'v7')).toContain(
    'Its own rules aborted the rollout of v7',
  );
  expect(startWords({ kind: 'started', percent: 1 })).toBe('Its rollout began with 1% of live traffic.');
  expect(words('started')).toBe('Ada started the rollout of v7: in shadow, with copies of requests');
  expect(words('paused')).toBe('Ada paused the rollout of v7 in shadow');
  expect(words('resumed')).toBe('Ada resumed the rollout of v7 in shadow');
});

it('compares answers of a release in shadow, and tells of copies that were dropped', () => {
  const did = { ...none, requests: 600, timed: 600 };
  const rowsOf = (agreed: number, verdict: 'fine' | 'worse', dropped = 0) => {
    const shadow = { dropped, compared: 600, agreed, meanDifference: 0.0425 };
    const rate = {
      rate: 'errors',
      champion: { hits: 0, of: 600 },
      challenger: { hits: 0, of: 600 },
      chance: 1,
      verdict: 'fine',
    };
    const rollout = {
      ...{ plan: shadowPlan, names, step: 0, status: 'running', looks: noLooks, rates: [rate] },
      figures: { champion: did, challenger: did, shadow },
      ...{ figuresOf: { step: 0 }, budgetMs: 50 },
      answers: { differs: { hits: 600 - agreed, of: 600 }, limit: 0.5, chance: 1, verdict },
    } as unknown as NewestRollout; // what the rows read
    return new Map(rolloutRows(rollout).map((row) => [row.id, row]));
  };
  const fine = rowsOf(570, 'fine', 12);
  expect(fine.get('requests')?.title).toBe('Requests copied');
  expect(fine.get('errors')?.title).toBe('Failed');
  expect(fine.get('dropped')).toMatchObject({ title: 'Copies dropped under load', challenger: '12' });
  expect(fine.get('agreement')).toMatchObject({ challenger: '95%', verdict: 'enough: at least 50%' });
  expect(fine.get('apart')).toMatchObject({ title: 'Mean absolute difference', challenger: '0.0425' });
  expect(rowsOf(120, 'worse').get('agreement')).toMatchObject({ tone: 'danger', verdict: 'too few: at least 50%' });
  expect(rowsOf(600, 'fine').has('dropped')).toBe(false);
});

it('sets both releases side by side, and says where there is not enough data', () => {
  const champion = { ...none, requests: 4000, outputs: { classes: { yes: 1000, no: 3000 } }, timed: 4000, p95: 12_000 };
  const challenger = { ...none, requests: 312, outputs: { classes: { yes: 78, no: 234 } } };
  const rate = (verdict: 'fine' | 'worse' | 'too-few', hits: number) => ({
    ...{ rate: 'errors' as const, champion: { hits: 4, of: 4000 }, challenger: { hits, of: 312 } },
    ...{ chance: verdict === 'worse' ? 1e-6 : 0.4, verdict },
  });
  const rollout = {
    ...{ plan, names, step: 2, status: 'running', looks: noLooks, figures: { champion, challenger } },
    ...{ figuresOf: { step: 2 }, budgetMs: 50 },
    rates: [rate('worse', 30)],
  } as unknown as NewestRollout; // what the rows read
  const rows = new Map(rolloutRows(rollout).map((row) => [row.id, row]));
  expect(rows.get('requests')).toMatchObject({
    champion: '4,000',
    challenger: '312',
    verdict: 'not enough data (312 of 1,000)',
  });
  expect(rows.get('errors')).toMatchObject({
    champion: '0.1%',
    challenger: '9.62%',
    verdict: 'worse',
    tone: 'danger',
  });
  expect(rows.get('class yes')).toMatchObject({ title: 'Answers yes', champion: '25%', challenger: '25%' });
  expect(rows.get('p95')).toMatchObject({ champion: '12.0 ms', challenger: '–', verdict: 'no times yet' });
  expect(rows.get('p50')?.verdict).toBe('shown, not judged');
});

it('judges the p95 by the budget, as the rules do', () => {
  const p95Of = (p95: number, verdict: 'fine' | 'worse') => {
    const figures = { champion: none, challenger: { ...none, timed: 600, p95 } };
    const [champion, challenger] = [none, none].map(() => ({ hits: 0, of: 600 }));
    const rollout = {
      ...{ plan, names, step: 2, status: 'running', looks: noLooks, figures, answers: null },
      ...{ figuresOf: { step: 2 }, budgetMs: 50 },
      rates: [{ rate: 'slow', champion, challenger, chance: 1, verdict }],
    } as unknown as NewestRollout; // what the rows read
    return rolloutRows(rollout).find(({ id }) => id === 'p95');
  };
  expect(p95Of(50_000, 'fine')).toMatchObject({ verdict: 'within the budget of 50 ms', tone: 'success' });
  expect(p95Of(50_001, 'fine')).toMatchObject({ verdict: 'over the budget of 50 ms', tone: 'neutral' });
  expect(p95Of(80_000, 'worse')).toMatchObject({ verdict: 'over the budget of 50 ms', tone: 'danger' });
});
