import { expect, it } from 'vitest';
import { batchLine } from './batch-name';

it('names a pinned batch by number and day, a time in the zone of the reader', () => {
  const id = '7971677e-0000-4000-8000-000000000000';
  const batches = [{ id, number: 3, createdAt: new Date('2024-11-26T12:00:00Z') }];
  expect(batchLine({ batch: id }, batches)).toBe('Batch 3, 26 Nov 2024');
  expect(batchLine({ batch: id }, undefined)).toBeUndefined();
  expect(batchLine({ batch: 'latest' }, batches)).toBeUndefined();
  expect(batchLine({ batch: 'since', since: '2024-11-03T12:00:00.000Z' }, batches)).toMatch(
    /^Batches since [34] Nov 2024 \d\d:\d\d$/,
  );
  expect(batchLine({ batch: 'since', since: '' }, batches)).toBeUndefined();
});
