import { expect, it } from 'vitest';
import { countedFrom, estimateWords, secondsLeft, takesWords } from './step-estimate';

const step = {
  ...{ lasted: 300, counted: 240, dwell: 600 },
  ...{ fresh: { seen: 60, wanted: 100 }, compared: { seen: 900, wanted: 50 } },
};
const seeing = (seen: number) => ({ ...step, fresh: { seen, wanted: 100 } });
const at = { percent: 1, champion: 'v1' };

it('foretells the end of a step by the traffic so far, or by its time where that is longer', () => {
  expect(secondsLeft(step)).toBe(300); // 40 more take 160 s, and it has 300 s to last
  expect(secondsLeft(seeing(20))).toBe(960);
  expect(secondsLeft(seeing(100))).toBe(300);
  expect(secondsLeft({ ...seeing(100), lasted: 700 })).toBe(0);
  expect(secondsLeft(seeing(0))).toBeNull();
  expect(secondsLeft({ ...step, counted: -3 })).toBeNull();
});

it('waits for the requests to compare with, too', () => {
  const alone = { ...seeing(100), lasted: 700, compared: { seen: 10, wanted: 50 } };
  expect(secondsLeft(alone)).toBe(960);
  const none = { ...alone, compared: { seen: 0, wanted: 50 } };
  expect(secondsLeft(none)).toBeNull();
  expect(estimateWords(none, at)).toBe('None of v1 have come since the first whole minute of this step.');
});

it('says nothing of requests before they are counted', () => {
  expect(estimateWords({ ...seeing(0), lasted: 20, counted: -10 }, at)).toBe('');
  expect(estimateWords({ ...seeing(0), lasted: 30, counted: 0 }, at)).toBe('');
});

it('says so, and what a share means where nothing has come', () => {
  expect(estimateWords(seeing(20), at)).toBe('At the traffic so far, that is in about 16 min.');
  expect(estimateWords(seeing(0), at)).toMatch(
    /^None have come .* 100 requests at 1% are some 10k requests of the endpoint\.$/,
  );
  expect(takesWords({ percent: 0, shadow: 100, minRequests: 500 })).toBe('');
  expect(takesWords({ percent: 0, shadow: 50, minRequests: 500 })).toBe(
    '500 copies at 50% are some 1k requests of the endpoint.',
  );
});

it('counts the requests of a step from its first whole minute on', () => {
  expect(countedFrom(new Date('2026-11-01T10:00:00.001Z'))).toEqual(new Date('2026-11-01T10:01:00Z'));
  expect(countedFrom(new Date('2026-11-01T10:01:00Z'))).toEqual(new Date('2026-11-01T10:01:00Z'));
});
