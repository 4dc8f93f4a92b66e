import { expect, it } from 'vitest';
import { retryUnlessRefused, retryWhileMissing } from './retry';

const report = {
  family: 'pipeline',
  place: 'Here',
  seen: 'none',
  expected: 'one',
  next: 'Look.',
  message: 'Not there.',
};
const refused = (code: string, httpStatus: number) => ({ data: { httpStatus, report: { ...report, code } } });
const broken = new Error('fetch failed');

it('asks again where the workbench did not answer, and not where it refused', () => {
  expect([0, 1, 2].map((count) => retryUnlessRefused(count, broken))).toEqual([true, true, false]);
  expect(retryUnlessRefused(0, refused('not-found', 404))).toBe(false);
});

it('looks for what may still be on its way, for some seconds', () => {
  const { retry } = retryWhileMissing(20);
  const missing = refused('not-found', 404);
  expect([0, 19, 20].map((count) => retry(count, missing))).toEqual([true, true, false]);
  expect(retry(0, refused('forbidden', 403))).toBe(false);
  expect([1, 2].map((count) => retry(count, broken))).toEqual([true, false]);
});
