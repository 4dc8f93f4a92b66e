import { releaseIdSchema } from '@millrace/pipeline-core/ids';
import { expect, it } from 'vitest';
import { againOptions, ageWords, keyOfText, type ScoresRow, scoresWords, untilWords } from './memory-words';

const at = new Date('2026-11-27T10:00:00Z');
const row = (until: Date, problem: string | null = null): ScoresRow => ({
  ...{ id: releaseIdSchema.parse('00000000-0000-4000-8000-000000000001'), title: 'churn v1', routed: true },
  scores: { batch: 'b', from: 'customers, batch 3', rows: 1200, at, until, problem },
});

it('says which scores a release has, and how long they answer', () => {
  const later = row(new Date('2026-11-28T10:00:00Z'));
  expect(scoresWords(later)).toBe('1,200 rows of customers, batch 3');
  expect(untilWords(later, at)).toMatch(/^until /);
  expect(untilWords(row(new Date('2026-11-27T09:00:00Z')), at)).toMatch(
    /^too old since .*: its model answers whole rows$/,
  );
  const damaged = row(new Date('2026-11-28T10:00:00Z'), 'the file of the batch is damaged');
  expect(untilWords(damaged, at)).toBe('not in memory: the file of the batch is damaged. Its model answers whole rows');
  const none = { ...later, scores: null };
  expect([scoresWords(none), untilWords(none, at)]).toEqual(['none: its model answers whole rows', '']);
});

it('reads a key with commas between, and writes an age in its own unit', () => {
  expect(keyOfText(' customer_id, day,, customer_id')).toEqual(['customer_id', 'day']);
  expect([86_400, 3600, 5400, 90].map(ageWords)).toEqual(['24 hours', '1 hour', '90 minutes', '90 seconds']);
});

it('offers what a program has set beside the usual times', () => {
  expect(againOptions(300).map(({ value }) => value)).toEqual(['0', '60', '300', '3600', '86400']);
  expect(againOptions(42).at(-1)).toEqual({ value: '42', label: 'For 42 s' });
});
