import { expect, it } from 'vitest';
import { explainFeed, feedState, leftOut } from './feed-words';

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

it('says what is the matter, and since when somebody has to decide', () => {
  const well = { error: null, waiting: 0, waitingSince: null, behind: 0 };
  expect(feedState(well)).toEqual({ words: 'up to date', isWell: true });
  expect(feedState({ ...well, behind: 2 })).toEqual({ words: 'catching up', isWell: true });
  const put = feedState({ ...well, waiting: 2, waitingSince: new Date(Date.now() - 3 * 86_400_000) });
  expect(put).toEqual({ words: expect.stringMatching(/^2 events put aside, the first .+/), isWell: false });
  const full = feedState({ ...well, waiting: 1_000, behind: 5, error: { message: '1000 events stand aside.' } });
  expect(full).toEqual({ words: 'waits: 1000 events stand aside.', isWell: false });
});
