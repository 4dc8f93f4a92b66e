import { describe, expect, it } from 'vitest';
import { effectOf, fitStrategy, noShadow, planOf, waitsFor } from './deploy-plan';

const live = (name: string) => ({ name, sandbox: false });
const sandbox = (name: string) => ({ name, sandbox: true });

describe('what the deploy sheet proposes', () => {
  it('a way that fits the endpoint', () => {
    expect(fitStrategy('sandbox', live('churn'))).toBe('canary');
    expect(fitStrategy('direct', live('churn'))).toBe('direct');
    expect(fitStrategy('canary', sandbox('churn'))).toBe('sandbox');
    expect(fitStrategy('canary', null)).toBe('sandbox');
    expect(fitStrategy('sandbox', sandbox('churn'))).toBe('sandbox');
    expect(fitStrategy('direct', sandbox('churn'))).toBe('direct');
    expect(fitStrategy('sandbox', null)).toBe('sandbox');
  });

  it.each([
    [null, null, 'sandbox', 'answer at churn, a new sandbox endpoint.'],
    [null, null, 'direct', 'answer at churn, a new live endpoint.'],
    [
      sandbox('churn'),
      'churn v1',
      'sandbox',
      'stays a sandbox. churn v1, which answers there today, stays as fallback.',
    ],
    [sandbox('churn'), 'churn v1', 'direct', 'is a sandbox today and becomes live.'],
    [live('churn'), 'churn v1', 'direct', 'take all live traffic of churn. churn v1,'],
    [live('churn'), 'churn v6', 'canary', 'take 1% of live traffic on churn; churn v6 keeps 99%.'],
  ] as const)('a sentence that says what %o with %s means for %s', (present, serves, strategy, words) => {
    expect(effectOf({ name: 'churn', present, serves, strategy, shadow: noShadow })).toContain(words);
  });

  it('a canary that begins in shadow where the person chose so', () => {
    const shadow = { first: true, percent: 10, differOnMost: 0.25 };
    const at = { name: 'churn', present: live('churn'), serves: 'churn v6', strategy: 'canary' } as const;
    expect(effectOf({ ...at, shadow })).toBe(
      'get a copy of 10% of live requests on churn; churn v6 answers all of them.',
    );
    expect(planOf(shadow, 'customer')).toMatchObject({
      steps: [
        { percent: 0, shadow: 10 },
        { percent: 1 },
        { percent: 5 },
        { percent: 25 },
        { percent: 50 },
        { percent: 100 },
      ],
      rules: { differOnMost: 0.25 },
      stickyBy: 'customer',
    });
    expect(planOf(noShadow, null).steps[0]).toMatchObject({ percent: 1 });
  });

  it.each([
    [{ named: false }, 'Mend the names first.'],
    [{ outcome: 'blocked' as const }, 'A check blocks this. Mend it, or choose another endpoint.'],
    [{ needsReason: true, reason: 'short' }, 'Write the reason first: a short sentence.'],
    [{ needsReason: true, reason: 'It did well in the sandbox.' }, null],
    [{ overrides: true, typed: 'chrun' }, 'Type churn to confirm.'],
    [{ overrides: true, typed: 'churn' }, null],
    [
      {
        inTheWay: { kind: 'rollout' as const, release: 'churn v7', percent: 5, since: new Date(), who: 'Ada' },
        changesNothing: true,
      },
      'Somebody else is deploying here, as is said above.',
    ],
    [
      { changesNothing: true },
      'Deploying it again this way would change nothing. Choose another candidate, endpoint or way.',
    ],
  ])('what the button waits for with %o', (given, words) => {
    const open = { named: true, outcome: 'open' as const, needsReason: false, reason: '', overrides: false };
    expect(waitsFor({ ...open, typed: '', endpoint: 'churn', changesNothing: false, inTheWay: null, ...given })).toBe(
      words,
    );
  });
});
