import { expect, it } from 'vitest';
import { explainFeed, leftOut } from './feed-words';

const feed = { filtered: 0, leftOut: 0, toCome: 0, behind: 0, error: null };

it('promises that events show at once only of a feed that is up to date', () => {
  expect(explainFeed(feed)).toContain('show before their request is answered');
  expect(explainFeed({ ...feed, behind: 3 })).toBe(
    'Events pass through the steps of the pipeline one by one. Those that come now show when it has caught up.',
  );
});

it('tells what was left out and why', () => {
  const some = { ...feed, behind: 1, filtered: 1, leftOut: 2, toCome: 3 };
  expect(leftOut(some)).toBe(6);
  expect(explainFeed(some)).toContain(
    'Left out: 1 event did not pass a filter of the pipeline, 2 events had no key or no time, 3 events spoke of a time',
  );
});
