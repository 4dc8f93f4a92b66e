import { expect, it } from 'vitest';
import { landingWords, nameWords, sourcesSentence, stateOf } from './source-words';

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

it('says when replayed events happened as all times are said, not as the worker wrote them', () => {
  const message = 'Landed 2 rows again, of 2001-11-02 12:00 UTC to 2001-11-04 12:00 UTC.';
  const run = { id: 'r', number: 1, status: 'succeeded', createdAt: new Date() };
  const outcome = { runId: 'r', kind: 'landed', batchId: null, message, createdAt: new Date() };
  // Ids are branded strings; what they are does not matter here.
  const source = { paused: false, problems: [], held: 0, run, outcome } as unknown as Parameters<typeof stateOf>[0];
  const { words, tone } = stateOf(source);
  expect(words).toMatch(/^Landed 2 rows again, of [234] Nov 2001 \d\d:\d\d to [345] Nov 2001 \d\d:\d\d\.$/);
  expect(tone).toBe('success');
});

it('counts the sources that need a person: refused, failed, or with batches in quarantine', () => {
  const source = { paused: false, problems: [], held: 0, run: null, outcome: null };
  const held = { ...source, held: 2 };
  // Ids are branded strings, and a report has more to say; what they are does not matter here.
  const refused = { ...source, problems: [{ message: 'No key' }] } as unknown as Parameters<typeof stateOf>[0];
  expect(sourcesSentence([])).toBe('No source brings data by itself yet.');
  expect(sourcesSentence([source])).toBe('1 source, nothing to mend.');
  expect(sourcesSentence([source, held])).toBe('1 of 2 sources needs a person.');
  expect(sourcesSentence([source, held, refused])).toBe('2 of 3 sources need a person.');
  expect(sourcesSentence([{ ...held, paused: true }])).toBe('1 source, nothing to mend.');
});
