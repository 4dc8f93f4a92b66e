import { trialOutcomeSchema } from '@millrace/pipeline-core/search';
import { describe, expect, it } from 'vitest';
import { exitFailure, timeFailure } from './child-errors';
import { trialThatDied } from './trial-that-died';

const outOfMemory = exitFailure({ code: null, signal: 'SIGABRT', words: 'heap out of memory' }, 'Search, trial 4', 512);
const killed = exitFailure({ code: null, signal: 'SIGKILL', words: '' }, 'Search, trial 4', 512);

const trees = { type: 'gradient-boosted-trees', trial: 3 };

describe('a trial whose process was ended', () => {
  it.each([outOfMemory, timeFailure('Search, trial 4', 60)])('is one failed trial that says why', (failure) => {
    const end = trialThatDied(trees, { ...failure, lastAttempt: false });
    const outcome = trialOutcomeSchema.parse(end?.outputs[0]?.inline);
    expect(outcome).toMatchObject({ number: 3, state: 'failed', judged: null, error: { code: failure.error.code } });
    expect(end?.outputs.map(({ port }) => port)).toEqual(['trial']);
    expect(end?.events.map(({ topic }) => topic)).toEqual(['trial-finished']);
  });

  it('is tried again where that may help, and any other step fails as always', () => {
    expect(trialThatDied(trees, { ...killed, lastAttempt: false })).toBeNull();
    expect(trialThatDied({ type: trees.type }, { ...outOfMemory, lastAttempt: true })).toBeNull();
  });

  it('is one failed trial when the kernel killed it on its last attempt, but not when the disk is full', () => {
    const end = trialThatDied(trees, { ...killed, lastAttempt: true });
    expect(trialOutcomeSchema.parse(end?.outputs[0]?.inline)).toMatchObject({
      state: 'failed',
      error: { code: 'child-died' },
    });
    const full = { retryable: true, error: { ...killed.error, code: 'disk-full' }, lastAttempt: true };
    expect(trialThatDied(trees, full)).toBeNull();
  });
});
