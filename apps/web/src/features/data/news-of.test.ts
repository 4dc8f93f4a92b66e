import { expect, it } from 'vitest';
import { newsOf } from './news-of';

const ready = (...numbers: number[]) => numbers.map((number) => ({ number, state: 'ready' }));

it('tells of a batch that landed while the page was open', () => {
  const listed = { batches: 3, latest: { number: 3 } };
  expect(newsOf({ listed, shown: 2, batches: ready(2, 1) })).toEqual({ number: 3 });
  expect(newsOf({ listed, shown: 3, batches: ready(3, 2, 1) })).toBeNull();
  expect(newsOf({ listed, shown: 1, batches: ready(3, 2, 1) })).toBeNull(); // chosen: the list has the others
});

it('only renews the list where the shown batch stays the latest, or none is shown', () => {
  expect(newsOf({ listed: { batches: 3, latest: { number: 2 } }, shown: 2, batches: ready(2, 1) })).toBe('list');
  expect(newsOf({ listed: { batches: 1, latest: { number: 1 } }, shown: null, batches: [] })).toBe('list');
  const held = [{ number: 1, state: 'quarantined' }];
  expect(newsOf({ listed: { batches: 1, latest: { number: 1 } }, shown: null, batches: held })).toBe('list');
  expect(newsOf({ listed: { batches: 1, latest: null }, shown: null, batches: held })).toBeNull();
  expect(newsOf({ listed: undefined, shown: 2, batches: [] })).toBeNull();
});
