import { expect, it } from 'vitest';
import { batchProgress, webhookWords } from './batch-words';

const error = {
  ...{ code: 'missing-columns', family: 'pipeline' as const, place: 'Chunk 1', seen: 's', expected: 'e' },
  ...{ next: 'Land a file with it.', message: 'There is no tenure.' },
};

it.each([
  ['waiting', 0, '2,500 rows wait for a worker'],
  ['running', 1000, '1,000 of 2,500 rows'],
  ['stopping', 1000, 'Being cancelled after 1,000 of 2,500 rows'],
  ['succeeded', 2500, '2,500 rows'],
  ['cancelled', 1000, 'Cancelled after 1,000 of 2,500 rows'],
] as const)('a batch that is %s', (state, done, words) => {
  expect(batchProgress({ state, rows: { done, total: 2500 }, errors: [] })).toBe(words);
});

it('a batch that failed says why and what to do', () => {
  const rows = { done: 0, total: 1 };
  expect(batchProgress({ state: 'failed', rows, errors: [error] })).toBe('There is no tenure. Land a file with it.');
});

it('a webhook is told of, with what its receiver said', () => {
  const at = '2026-11-27T10:00:00.000Z';
  const webhook = { url: 'https://x.test/', status: 'waiting' as const, tries: [] };
  expect(webhookWords({ webhook: null })).toBeNull();
  expect(webhookWords({ webhook })).toBe('Webhook when it is over');
  const tried = { ...webhook, tries: [{ at, error: 'the receiver answered 500' }] };
  expect(webhookWords({ webhook: tried })).toBe('Webhook will be tried again: the receiver answered 500');
  expect(webhookWords({ webhook: { ...tried, status: 'failed' } })).toBe('Webhook given up: the receiver answered 500');
  expect(webhookWords({ webhook: { ...tried, status: 'sent' } })).toBe('Webhook called');
});
