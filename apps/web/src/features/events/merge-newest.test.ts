import { expect, it } from 'vitest';
import { mergeNewest } from './merge-newest';

const event = (offset: number, topic = 'a') => ({ topic, offset });

it('puts what is new in front, and what is in both once', () => {
  const newest = { events: [event(3), event(2), event(2, 'b')], full: false };
  expect(mergeNewest(newest, [event(2), event(1)])).toEqual({
    events: [event(3), event(2, 'b'), event(2), event(1)],
    gap: false,
  });
  expect(mergeNewest(newest, null)).toEqual({ events: newest.events, gap: false });
});

it('sees when events between may be in neither', () => {
  expect(mergeNewest({ events: [event(9), event(8)], full: true }, [event(2)]).gap).toBe(true);
  expect(mergeNewest({ events: [event(9), event(8)], full: false }, [event(2)]).gap).toBe(false);
  expect(mergeNewest({ events: [event(3), event(2)], full: true }, [event(2)]).gap).toBe(false);
  // Nothing had happened when the pages were loaded, and a page full of events has since; older ones may be in neither.
  expect(mergeNewest({ events: [event(9), event(8)], full: true }, []).gap).toBe(true);
  expect(mergeNewest({ events: [event(9), event(8)], full: true }, null).gap).toBe(false);
});
