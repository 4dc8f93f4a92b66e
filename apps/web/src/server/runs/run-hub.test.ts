import type { ListenerOptions } from '@millrace/db/protocol';
import { type RunId, runIdSchema } from '@millrace/pipeline-core/ids';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type RunSignal, subscribeToRun } from './run-hub';

const { tries } = vi.hoisted(() => ({ tries: { failures: 0, options: [] as unknown[] } }));
vi.mock('@millrace/db/protocol', () => ({
  createListener: (options: ListenerOptions) => {
    tries.options.push(options);
    if (tries.failures === 0) return Promise.resolve({ close: async () => undefined });
    tries.failures -= 1;
    return Promise.reject(new Error('terminating connection'));
  },
}));
vi.mock('../../env', () => ({ environment: () => ({ DATABASE_URL: 'postgres://nowhere' }) }));

const run: RunId = runIdSchema.parse('00000000-0000-4000-8000-000000000001');

beforeEach(() => {
  vi.useFakeTimers();
  vi.spyOn(console, 'warn').mockReturnValue(undefined);
  tries.options = [];
  Reflect.deleteProperty(globalThis, 'millraceRunHub'); // one hub per process: each test is a new process
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

/** What the listener was made with last. */
function listener(): ListenerOptions {
  return tries.options.at(-1) as ListenerOptions; // the mock above keeps nothing else
}

function subscribe(): RunSignal[] {
  const signals: RunSignal[] = [];
  subscribeToRun(run, (signal) => signals.push(signal));
  return signals;
}

describe('live run events', () => {
  it('start by themselves when the database was away at first', async () => {
    tries.failures = 2;
    const signals = subscribe();
    await vi.advanceTimersByTimeAsync(0);
    expect(tries.options).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(tries.options).toHaveLength(3);
    listener().onNotify('mr_run', `${run}:7`);
    expect(signals).toEqual([{ kind: 'changed' }]);
  });

  it('listen once for all pages', async () => {
    subscribe();
    subscribe();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(tries.options).toHaveLength(1);
  });

  it('leave alone what they do not understand', () => {
    const signals = subscribe();
    const { onNotify } = listener();
    for (const payload of ['', 'not an id', '{', '{"run":1}', 'null']) {
      onNotify('mr_run', payload);
      onNotify('mr_progress', payload);
    }
    expect(signals).toEqual([]);
    const progress = { run, idx: 1, done: 2, total: 3 };
    onNotify('mr_progress', JSON.stringify(progress));
    expect(signals).toEqual([{ kind: 'progress', progress }]);
  });
});
