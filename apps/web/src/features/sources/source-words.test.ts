import { expect, it } from 'vitest';
import {
  decidedWords,
  headOf,
  landingWords,
  landsIn,
  nameWords,
  sourcesSentence,
  stateOf,
  waitingWords,
  waitsForPerson,
} from './source-words';

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
  const source = { paused: false, problems: [], held: 0, run: null, outcome: null, batch: null };
  const held = { ...source, held: 2 };
  // Ids are branded strings, and a report has more to say; what they are does not matter here.
  const refused = { ...source, problems: [{ message: 'No key' }] } as unknown as Parameters<typeof stateOf>[0];
  expect(sourcesSentence([])).toBe('No source brings data by itself yet.');
  expect(sourcesSentence([source])).toBe('1 source, nothing to mend.');
  expect(sourcesSentence([source, held])).toBe('1 of 2 sources needs a person.');
  expect(sourcesSentence([source, held, refused])).toBe('2 of 3 sources need a person.');
  expect(sourcesSentence([{ ...held, paused: true }])).toBe('1 source, nothing to mend.');
});

it('does not say what is wrong twice: the head of the page counts what stands below it', () => {
  const problems = [{ place: 'Arrivals', message: '/data cannot be watched', at: '' }];
  const source = { paused: false, problems, held: 0, run: null, outcome: null, batch: null } as unknown as Parameters<
    typeof headOf
  >[0];
  expect(stateOf(source).words).toBe('/data cannot be watched');
  expect(headOf(source)).toBe('1 problem to mend');
  expect(headOf({ ...source, problems: [] })).toBe('Has not run yet');
});

it('says of a batch in quarantine that it waits, and afterwards what was decided', () => {
  // Ids are branded strings; what they are does not matter here.
  const run = (state: string, kind = 'quarantined') =>
    ({ outcome: { kind }, batch: { number: 3, state } }) as unknown as Parameters<typeof decidedWords>[0];
  expect([waitsForPerson(run('quarantined')), decidedWords(run('quarantined'))]).toEqual([true, null]);
  expect(waitsForPerson(run('ready'))).toBe(false);
  expect(decidedWords(run('ready'))).toBe('Batch 3 was in quarantine; a person has accepted it');
  expect(decidedWords(run('rejected'))).toBe('Batch 3 was in quarantine; a person has rejected it');
  expect(decidedWords(run('ready', 'landed'))).toBeNull();
  const words = (held: number) =>
    waitingWords({ events: { came: 9, waiting: 0 }, held: Array(held), source: { paused: false }, schedules: [] });
  expect(words(0)).toBe('all have landed');
  expect(words(1)).toBe('all are read, 1 batch in quarantine');
});

it('says of a source whether its batch in quarantine was accepted', () => {
  const source = (state: string | null) =>
    ({
      ...{ paused: false, problems: [], held: 0, run: { status: 'succeeded' }, outcome: { kind: 'quarantined' } },
      batch: state === null ? null : { number: 3, state },
    }) as unknown as Parameters<typeof stateOf>[0];
  expect(stateOf(source('ready')).words).toBe('Batch 3 was in quarantine; a person has accepted it');
  expect(stateOf(source('rejected')).words).toContain('rejected');
  expect(stateOf(source(null)).words).toContain('not there any more');
});

it('says whether a dataset is there or is made', () => {
  const datasets = [{ name: 'orders', batches: 2 }];
  expect(landsIn('', datasets)).toBe('One that is there, or the name of a new one.');
  expect(landsIn(' orders', datasets)).toBe('A dataset with 2 batches; what lands is the next.');
  expect(landsIn('visits', datasets)).toBe('Made, since there is none of this name.');
});
