import { expect, it } from 'vitest';
import { failedChecksWords } from './failed-checks';

it('says in a line which checks fail, and why where it is one', () => {
  const metric = { title: 'Figure', reason: 'ROC AUC 0.9077 against 0.9280.' };
  expect(failedChecksWords([])).toBeNull();
  expect(failedChecksWords([metric])).toBe('A check fails. Figure: ROC AUC 0.9077 against 0.9280.');
  expect(failedChecksWords([metric, { title: 'Fields', reason: 'One is missing.' }])).toBe(
    '2 checks fail: Figure, Fields.',
  );
});
