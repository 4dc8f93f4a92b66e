import type { Artifact } from '@millrace/db';
import { artifactHashSchema } from '@millrace/pipeline-core/ids';
import { expect, it } from 'vitest';
import { finishInTime } from './finish-in-time';

const hash = artifactHashSchema.parse('b'.repeat(64));
const clock: Artifact = { hash, bytes: 1, kind: 'json', location: null, inline: { v: 1, at: 1000 } };
const inputs = [{ from: 0, port: 'deadline', hash }];
const context = { artifacts: new Map([[hash, clock]]) };

it('asks a trial to stop with its best when the time of its search is up, or when somebody asks', async () => {
  const person = new AbortController();
  const late = finishInTime({ trial: 3 }, { inputs, context, asked: person.signal, now: 1000 });
  await new Promise<void>((done) => {
    if (late.aborted) done();
    else late.addEventListener('abort', () => done());
  });
  expect([late.aborted, person.signal.aborted]).toEqual([true, false]);
  const early = finishInTime({ trial: 3 }, { inputs, context, asked: person.signal, now: -100_000 });
  expect(early.aborted).toBe(false);
  person.abort();
  expect(early.aborted).toBe(true);
});

it('takes a time between two milliseconds', () => {
  const { signal } = new AbortController();
  const between: Artifact = { ...clock, inline: { v: 1, at: 20_000.3333 } };
  const odd = { artifacts: new Map([[hash, between]]) };
  expect(finishInTime({ trial: 3 }, { inputs, context: odd, asked: signal, now: 1.5 }).aborted).toBe(false);
});

it('leaves steps that are no trials, and searches without a limit, to those who ask', () => {
  const { signal } = new AbortController();
  expect(finishInTime({}, { inputs, context, asked: signal, now: 0 })).toBe(signal);
  expect(finishInTime({ trial: 1 }, { inputs: [], context, asked: signal, now: 0 })).toBe(signal);
});
