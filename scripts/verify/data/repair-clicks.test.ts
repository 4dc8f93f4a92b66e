import { expect, it } from 'vitest';
import { checkOf, specsWith } from './browser-run';
import { clickClaims } from './repair-clicks';

it('finds the browser test of each repair by click', () => {
  expect(clickClaims.map(({ tag }) => specsWith(tag))).toEqual(clickClaims.map(() => ['repairs.spec.ts']));
});

it('takes what a test measured as the figure, and is short without a test or with one that failed', () => {
  const claim = { part: 'p', claim: 'c', bar: 'b' };
  const tests = { passed: ['a'], failed: [], figures: ['precision 1.000'] };
  expect(checkOf(claim, tests)).toMatchObject({ verdict: 'pass', figure: 'precision 1.000' });
  expect(checkOf(claim, { ...tests, figures: [] })).toMatchObject({ verdict: 'pass', figure: '1 of 1 passed' });
  expect(checkOf(claim, { ...tests, failed: ['d'] })).toMatchObject({ verdict: 'short', note: 'failed: “d”' });
  expect(checkOf(claim, undefined)).toMatchObject({ verdict: 'short', figure: 'no test' });
});
