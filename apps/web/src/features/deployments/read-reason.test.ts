import { expect, it } from 'vitest';
import { readReason } from './read-reason';

it('sends a whole reason, or none where it may be left out, and never drops one that is begun', () => {
  const written = { ready: true, reason: 'It is too slow.' };
  expect(readReason('It is too slow.', { needed: false })).toEqual(written);
  expect(readReason('It is too slow.', { needed: true })).toEqual(written);
  expect(readReason(' ', { needed: false })).toEqual({ ready: true });
  expect(readReason(' ', { needed: true })).toEqual({ ready: false });
  expect(readReason('too slow', { needed: false })).toEqual({ ready: false });
});
