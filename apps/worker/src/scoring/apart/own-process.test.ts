import type { JsonObject } from '@millrace/pipeline-core/json';
import { afterEach, describe, expect, it } from 'vitest';
import { createQuietLogger } from '../../testing/quiet-logger';
import { testProgram } from '../../testing/test-program';
import { until } from '../../testing/until';
import { ReleaseEnded } from '../releases/release-away';
import { createOwnProcess, type ProcessLimits } from './own-process';
import { type ModelProcess, startModelProcess } from './start-model-process';

const program = testProgram('scoring/apart/testing/odd-model.ts');
const limits: ProcessLimits = {
  startMs: 60_000,
  hangMs: 60_000,
  idleMs: 60_000,
  restMs: { first: 10, longest: 10 },
  soundMs: 60_000,
};

const open: (() => void)[] = [];
afterEach(() => {
  for (const close of open.splice(0)) close();
});

/** A process on a clock that stands still unless the test moves it. */
function setUp(o: { limits?: Partial<ProcessLimits>; bundle?: string; start?: () => ModelProcess } = {}) {
  const clock = { ms: 1_000 };
  const own = createOwnProcess({
    name: 'churn v1',
    start: o.start ?? (() => startModelProcess({ program, bundlePath: o.bundle ?? 'bundle.tar', capMegabytes: 64 })),
    limits: { ...limits, ...o.limits },
    now: () => clock.ms,
    logger: createQuietLogger(),
  });
  open.push(own.close);
  const never = new AbortController().signal;
  const ask = (row: JsonObject, signal = never, limitMs?: number) => own.answer(row, signal, limitMs);
  const echo = (x: number) => ask({ do: 'echo', x });
  const words = (row: JsonObject) =>
    ask(row).then(
      () => 'answered',
      (error: Error) => error.message,
    );
  /** Asks again and again until the process that was started anew answers. */
  const untilBack = () => until(() => echo(5).catch(() => false), { what: 'a process that answers again' });
  return { own, clock, ask, echo, words, untilBack };
}

describe('a release in a process of its own', () => {
  it('answers many at once, each its own', async () => {
    const { own, echo } = setUp();
    await own.open();
    const answers = await Promise.all(Array.from({ length: 200 }, (_, x) => echo(x)));
    expect(answers.map(({ prediction }) => prediction)).toEqual(Array.from({ length: 200 }, (_, x) => x));
    expect(own.facts()).toMatchObject({ state: 'running', restarts: 0, lastEnd: null });
    expect(own.facts().pid).not.toBe(process.pid);
  });

  it('that throws fails that row alone', async () => {
    const { own, echo, words } = setUp();
    await own.open();
    const { pid } = own.facts();
    expect(await Promise.all([words({ do: 'throw' }), echo(1).then(({ output }) => output)])).toEqual([
      'broken weights',
      [1],
    ]);
    expect(own.facts()).toMatchObject({ pid, restarts: 0 });
  });

  it('that segfaults fails what is under way and what waits, and is started anew', async () => {
    const { own, ask, echo, untilBack } = setUp();
    await own.open();
    const { pid } = own.facts();
    const asked = [echo(1), ask({ do: 'segfault' }), echo(2)];
    const came = await Promise.allSettled(asked);
    const words = { message: 'its process was ended by SIGSEGV' };
    expect(came).toMatchObject([{ value: { prediction: 1 } }, { reason: words }, { reason: words }]);
    const blamed = (all: PromiseSettledResult<unknown>[]) =>
      all.map((one) => one.status === 'rejected' && one.reason instanceof ReleaseEnded);
    // Any of those that were sent together may be at fault.
    expect(blamed(came)).toEqual([false, true, true]);
    await expect(echo(1)).rejects.toThrow('its process was ended by SIGSEGV, and is started anew');
    expect(await untilBack()).toMatchObject({ prediction: 5 });
    expect(own.facts()).toMatchObject({ state: 'running', restarts: 1, lastEnd: 'was ended by SIGSEGV' });
    expect(own.facts().pid).not.toBe(pid);
    // From now on each answer leaves before the next row is begun: the one that was being made may be at fault.
    const first = echo(1);
    const again = [echo(2), ask({ do: 'segfault' }), echo(3)];
    expect(await first).toMatchObject({ prediction: 1 });
    const ended = await Promise.allSettled(again);
    expect(ended.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected']);
    expect(blamed(ended)).toEqual([false, true, false]);
  });

  it('is sent what waits in one message, and counts how many rows were in each', async () => {
    const { own, echo } = setUp();
    await own.open();
    await Promise.all(Array.from({ length: 70 }, (_, x) => echo(x)));
    // The first goes out alone, and those that come meanwhile together, 64 at most.
    expect(own.facts()).toMatchObject({ batches: { '1': 1, '2-8': 1, '9-64': 1 }, rows: 70 });
  });

  it('asks a model that gains from it for many rows at once, and where one of them fails for each alone', async () => {
    const { own, ask, words } = setUp({ bundle: 'together' });
    await own.open();
    const asked = Array.from({ length: 40 }, (_, x) => ask({ do: 'echo', x }));
    const answers = await Promise.all(asked);
    expect(answers.map(({ prediction }) => prediction)).toEqual(Array.from({ length: 40 }, (_, x) => x));
    const calls = (await ask({ do: 'calls' })).prediction;
    expect(calls).toBe(5); // the first row went alone, then 2, 4, 8, 16 and 9 together
    const mixed = [ask({ do: 'echo', x: 1 }), ask({ do: 'echo', x: 2 }), ask({ do: 'echo', x: 3 })];
    const bad = words({ do: 'throw' });
    expect((await Promise.all(mixed)).map(({ prediction }) => prediction)).toEqual([1, 2, 3]);
    expect(await bad).toBe('broken weights');
  });

  it('that leaks is ended by its cap, and is started anew', async () => {
    const { own, words, untilBack } = setUp();
    await own.open();
    expect(await words({ do: 'leak' })).toContain('it was out of memory');
    await untilBack();
    expect(own.facts().restarts).toBe(1);
  });

  it('answers each row as it is made, and is not ended while it goes on answering', async () => {
    const { own, ask } = setUp({ limits: { hangMs: 250 } });
    await own.open();
    const order: number[] = [];
    const slow = (x: number) => ask({ do: 'sleep', ms: 50, x }).then(() => void order.push(x));
    await Promise.all([0, 1, 2, 3, 4, 5, 6, 7, 8, 9].map(slow)); // twice as long as a hang, together
    expect(order).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(own.facts()).toMatchObject({ state: 'running', restarts: 0 });
  });

  it('does not compute what nobody waits for any more', async () => {
    const { own, ask } = setUp();
    await own.open();
    const first = ask({ do: 'sleep', ms: 100 });
    const over = new AbortController();
    // Sent together with the last one, once the first is answered.
    const lost = Array.from({ length: 20 }, () => ask({ do: 'sleep', ms: 5_000 }, over.signal, 50).catch(() => 'late'));
    const last = ask({ do: 'count' });
    await first;
    over.abort();
    expect(await Promise.all(lost)).toEqual(lost.map(() => 'late'));
    expect(await last).toMatchObject({ prediction: 1 });
  });

  it('that hangs is ended', async () => {
    const { own, words, untilBack } = setUp({ limits: { hangMs: 50 } });
    await own.open();
    expect(await words({ do: 'spin' })).toBe('its process gave no answer for 0.05 s, and was ended');
    await untilBack();
  });

  it('that says what is no answer is ended', async () => {
    const { own, words } = setUp();
    await own.open();
    expect(await words({ do: 'babble' })).toBe('its process said what is no answer, and was ended');
  });

  it('that is slow is asked once a second only, until an answer comes in time', async () => {
    const { own, clock, ask, echo } = setUp();
    await own.open();
    const late = new AbortController();
    const asked = Array.from({ length: 8 }, () => ask({ do: 'sleep', ms: 300 }, late.signal).catch(() => 'late'));
    late.abort();
    expect(await Promise.all(asked)).toEqual(asked.map(() => 'late'));
    expect(own.facts().state).toBe('slow');
    await expect(echo(1)).rejects.toThrow('asked once a second only');
    clock.ms += 1_000;
    const probe = echo(2);
    await expect(echo(3)).rejects.toThrow('asked once a second only');
    expect(await probe).toMatchObject({ prediction: 2 });
    expect(own.facts().state).toBe('running');
    expect(await echo(4)).toMatchObject({ prediction: 4 });
  });

  it('that nobody asks is let go, and is there again when its endpoint is asked', async () => {
    const { own, clock, echo } = setUp({ limits: { idleMs: 100 } });
    await own.open();
    const { pid } = own.facts();
    clock.ms += 100;
    await until(() => own.facts().state === 'idle', { what: 'a process that is let go' });
    expect(own.facts()).toMatchObject({ pid: null, bytes: null, restarts: 0 });
    expect(await echo(7)).toMatchObject({ prediction: 7 });
    expect(own.facts().pid).not.toBe(pid);
  });

  it('that does not open its model in time is ended, and is started anew', async () => {
    const { own, words } = setUp({ bundle: 'never opens', limits: { startMs: 500 } });
    const how = 'did not open its model within 0.5 s, and was ended';
    await expect(own.open()).rejects.toThrow(how);
    expect(own.facts()).toMatchObject({ pid: null, lastEnd: how });
    expect(await words({ do: 'echo', x: 1 })).toBe(`its process ${how}, and is started anew`);
    await until(() => own.facts().restarts > 0, { what: 'a process that is started anew' });
  });

  it('that the system does not give is started anew', async () => {
    let tries = 0;
    const { own, words, untilBack } = setUp({
      start() {
        tries += 1;
        if (tries <= 2) throw new Error('spawn ENOMEM');
        return startModelProcess({ program, bundlePath: 'bundle.tar', capMegabytes: 64 });
      },
    });
    expect(await words({ do: 'echo', x: 1 })).toBe('its process could not be started, and is started anew');
    expect(own.facts()).toMatchObject({ state: 'resting', lastEnd: 'could not be started: spawn ENOMEM' });
    await untilBack();
    expect([tries, own.facts().restarts]).toEqual([3, 2]);
  });

  it('that crashes tells callers no more than that, and those who run it why', async () => {
    const { own, words } = setUp({ limits: { restMs: { first: 60_000, longest: 60_000 } } });
    await own.open();
    const behind = [words({ do: 'crash' }), words({ do: 'sleep', ms: 5 })];
    await Promise.all(behind);
    await until(() => own.facts().lastEnd !== null, { what: 'an end' });
    expect(own.facts().lastEnd).toBe('ended with code 1: RangeError: secret value 4711');
    expect(await words({ do: 'echo', x: 1 })).toBe('its process ended with code 1, and is started anew');
  });

  it('that has to stay is not let go, until it need not stay any more', async () => {
    const { own, clock, echo } = setUp({ limits: { idleMs: 100 } });
    own.stay(true);
    await own.open();
    const { pid } = own.facts();
    clock.ms += 10_000;
    // Where it could be let go it would be while this one is.
    const other = setUp({ limits: { idleMs: 100 } });
    await other.own.open();
    other.clock.ms += 10_000;
    await until(() => other.own.facts().state === 'idle', { what: 'a process that is let go' });
    expect([own.facts().pid, (await echo(1)).prediction]).toEqual([pid, 1]);
    clock.ms += 10_000;
    own.stay(false);
    await until(() => own.facts().state === 'idle', { what: 'a process that is let go' });
  });

  it('whose model cannot be opened says so, and closed it answers nobody', async () => {
    const { own, echo } = setUp({ bundle: 'damaged' });
    await expect(own.open()).rejects.toThrow('weights.bin: hash differs');
    await until(() => own.facts().lastEnd !== null, { what: 'an end' });
    expect(own.facts().lastEnd).toBe('could not open its model: weights.bin: hash differs');
    own.close();
    await expect(echo(1)).rejects.toThrow('its process is closed');
    expect(own.facts().pid).toBeNull();
  });
});
