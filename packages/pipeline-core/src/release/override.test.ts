import { describe, expect, it } from 'vitest';
import type { Gate, GateCheck } from './gate';
import { failureText, overriddenSchema, overrideOf, uncoveredChecks } from './override';

const failed = (...ids: string[]): GateCheck => ({
  ...{ id: 'model-tests', title: 'Saved tests', status: 'fail', reason: `${ids.length} fail.` },
  subjects: ids.map((id) => ({ id, text: `test ${id}` })),
});
const whole = (status: GateCheck['status']): GateCheck => ({ id: 'metric', title: 'Figure', status, reason: 'Worse.' });
const quality = (...checks: GateCheck[]): Gate[] => [{ gate: 'quality', checks }];
const left = (gates: Gate[], seen: ReturnType<typeof overrideOf>) =>
  uncoveredChecks(gates, seen).map((check) => failureText(check));

describe('an override', () => {
  const seen = overrideOf([failed('a', 'b'), whole('fail'), { ...whole('pass'), id: 'slices' }]);

  it('keeps which failures were seen, of checks that failed', () => {
    expect(seen).toEqual([
      { check: 'model-tests', subjects: ['a', 'b'] },
      { check: 'metric', subjects: ['fail'] },
    ]);
  });

  it('covers these, and fewer of them', () => {
    expect(left(quality(failed('a', 'b'), whole('fail')), seen)).toEqual([]);
    expect(left(quality(failed('b'), whole('pass')), seen)).toEqual([]);
  });

  it('covers no other of the same check, which is named alone', () => {
    expect(left(quality(failed('a', 'c'), whole('fail')), seen)).toEqual(['Saved tests: test c.']);
    expect(left(quality(failed('a')), [{ check: 'metric', subjects: ['a'] }])).toEqual(['Saved tests: test a.']);
  });

  it('does not cover as failed what has not run, nor the other way round', () => {
    expect(left(quality(whole('not-run')), seen)).toEqual(['Figure: Worse.']);
    expect(left(quality(whole('fail')), overrideOf([whole('not-run')]))).toEqual(['Figure: Worse.']);
  });

  it('covers no unit check', () => {
    expect(left([{ gate: 'unit', checks: [failed('a')] }], seen)).toHaveLength(1);
  });

  it('of before failures were kept covers checks as a whole', () => {
    const before = overriddenSchema.parse(['model-tests', { check: 'metric', subjects: ['fail'] }]);
    expect(left(quality(failed('z'), whole('fail')), before)).toEqual([]);
  });
});

it('many failures are cut where that is asked for', () => {
  expect(failureText(failed('a', 'b', 'c'), 2)).toBe('Saved tests: test a; test b; and 1 more.');
});
