import { expect, it } from 'vitest';
import { worseGroups } from './worse-groups';

const check = {
  ...{ id: 'slices', title: 'Groups of rows', status: 'fail', reason: 'Worse.', measured: '900 rows' },
  subjects: [{ id: 'a', text: 'sex is f (412 rows): ROC AUC 0.71 against 0.80' }],
};

it('has the groups that a deployment was stopped for, and nothing of one that was not', () => {
  expect(worseGroups([{ gate: 'quality', checks: [check] }])).toEqual({
    measured: '900 rows',
    groups: ['sex is f (412 rows): ROC AUC 0.71 against 0.80'],
  });
  expect(worseGroups([{ gate: 'quality', checks: [{ ...check, status: 'pass' }] }])).toBeNull();
  expect(worseGroups([{ gate: 'quality', checks: [{ ...check, subjects: [] }] }])).toBeNull();
  expect(worseGroups([{ gate: 'quality', checks: [{ ...check, id: 'metric' }] }])).toBeNull();
  expect(worseGroups(null)).toBeNull();
});
