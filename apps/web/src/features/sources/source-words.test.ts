import { expect, it } from 'vitest';
import { landingWords, nameWords } from './source-words';

it('says when events land: a clock that is off, or of a paused source, does not strike', () => {
  const words = (paused: boolean, clocks: boolean[]) =>
    landingWords({ source: { paused }, schedules: clocks.map((enabled) => ({ enabled })) });
  expect(words(false, [false, true])).toBe('they land when its clock strikes');
  expect(words(false, [false])).toBe('they land when it runs');
  expect(words(false, [])).toBe('they land when it runs');
  expect(words(true, [true])).toBe('paused: they land when it is run by hand');
});

it('claims that an event is kept once only where it has an id', () => {
  const push = (idField: string) => nameWords({ kind: 'push', idField, timeField: '' }, 'source.1');
  expect(push('order')).toBe('each is kept once');
  expect(push('')).toBe('one that has no name is always new');
  expect(nameWords({ kind: 'topic', topic: 'orders' }, 'orders')).toBe('on the topic orders');
});
