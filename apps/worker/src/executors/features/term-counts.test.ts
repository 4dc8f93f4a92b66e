import { expect, it } from 'vitest';
import { createTermCounts } from './term-counts';

it('counts terms and their texts, and says how many it had to drop', () => {
  const terms = createTermCounts(3);
  terms.add(['a', 'b', 'a'], 1);
  terms.add(['a', 'c'], 2);
  terms.keepWithin();
  expect([terms.counts.size, terms.forgotten()]).toEqual([3, 0]); // no more than may be held
  terms.add(['d'], 3);
  terms.keepWithin();
  expect([...terms.counts]).toEqual([['a', { total: 3, texts: 2, last: 2 }]]);
  expect(terms.forgotten()).toBe(3);
  terms.add(['b', 'e', 'f', 'g'], 4);
  terms.keepWithin();
  expect([[...terms.counts.keys()], terms.forgotten()]).toEqual([['a'], 7]);
});

it('raises the bar until what is held fits, also where no term came in one text only', () => {
  const terms = createTermCounts(2);
  for (const text of [1, 2]) terms.add(['a', 'b', 'c', 'd'], text);
  for (const text of [3, 4, 5]) terms.add(['a', 'b'], text);
  terms.add(['c'], 6);
  terms.keepWithin();
  expect([...terms.counts.keys()]).toEqual(['a', 'b']);
  expect(terms.forgotten()).toBe(2);
  for (let text = 7; text < 1000; text += 2) {
    terms.add([`x${text}`, `y${text}`], text);
    terms.add([`x${text}`, `y${text}`], text + 1);
    terms.keepWithin();
    expect(terms.counts.size).toBeLessThanOrEqual(2);
  }
});
