import type { ListenerOptions } from '@millrace/db/protocol';
import { type RunId, runIdSchema } from '@millrace/pipeline-core/ids';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type RunSignal, subscribeToRun } from './run-hub';

const { tries } = vi.hoisted(() => ({ tries: { failures: 0, closed: 0, options: [] as unknown[] } }));
vi.mock('@millrace/db/protocol', () => ({
  createListener: (options: ListenerOptions) => {
    tries.options.push(options);
    const close = async () => {
      tries.closed += 1;
    };
    if (tries.failures === 0) return Promise.resolve({ close });
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
  tries.closed = 0;
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

  it('are listened for until the last page has gone, and anew when one comes', async () => {
    const leave = [subscribeToRun(run, () => undefined), subscribeToRun(run, () => undefined)];
    leave[0]?.();
    leave[0]?.();
    await vi.advanceTimersByTimeAsync(0);
    expect(tries).toMatchObject({ closed: 0, options: { length: 1 } });
    leave[1]?.();
    await vi.advanceTimersByTimeAsync(0);
    expect(tries).toMatchObject({ closed: 1, options: { length: 1 } });
    const signals = subscribe();
    expect(tries.options).toHaveLength(2);
    listener().onNotify('mr_run', `${run}:7`);
    expect(signals).toEqual([{ kind: 'changed' }]);
  });

  it('are not tried for again when the page has gone before the database came', async () => {
    tries.failures = 1;
    subscribeToRun(run, () => undefined)();
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
