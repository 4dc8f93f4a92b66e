import { PipelineError } from '@millrace/pipeline-core/errors';
import { type JobName, jobCatalog } from '@millrace/pipeline-core/jobs';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createBareDatabase } from '../testing/bare-database';
import { testDatabaseUrl } from '../testing/env';
import { createQuietLogger } from '../testing/quiet-logger';
import { redisAvailable, startTestRedis } from '../testing/redis-server';
import { until } from '../testing/until';
import { createQueueBackend, migrateQueues, type QueueBackend } from './backend';
import { type JobQueues, jobId, openQueues } from './enqueue';
import { type JobContext, type JobHandlers, type RunningWorkers, startWorkers } from './start-workers';
import { NotYet, RetryLater } from './to-queue-error';

type Started = { backend: QueueBackend; stop(): Promise<void> };

async function onPostgres(): Promise<Started> {
  const database = await createBareDatabase(testDatabaseUrl());
  await migrateQueues(database.url);
  await migrateQueues(database.url); // a second time does nothing
  return { backend: createQueueBackend({ databaseUrl: database.url }), stop: database.drop };
}

async function onRedis(): Promise<Started> {
  const redis = await startTestRedis();
  return { backend: createQueueBackend({ databaseUrl: 'unused', redisUrl: redis.url }), stop: redis.stop };
}

const uuid = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
const event = (key: string) => ({ outboxId: '1', topic: 'run-finished', key, payload: {} });

type Call = { name: JobName; payload: unknown; context: JobContext };

/** Handlers that note their calls; `act` may throw or wait. */
function notingHandlers(act: (call: Call) => Promise<void> | void = () => undefined) {
  const calls: Call[] = [];
  const note = (name: JobName) => async (payload: unknown, context: JobContext) => {
    const call = { name, payload, context };
    calls.push(call);
    await act(call);
  };
  const handlers: JobHandlers = {
    'handle-event': note('handle-event'),
    'publish-view': note('publish-view'),
    'start-run': note('start-run'),
    'advance-bisect': note('advance-bisect'),
    'fire-schedule': note('fire-schedule'),
    deliver: note('deliver'),
    'advance-deployment': note('advance-deployment'),
    'advance-rollout': note('advance-rollout'),
    'collect-artifacts': note('collect-artifacts'),
    'sweep-orphans': note('sweep-orphans'),
    'apply-retention': note('apply-retention'),
  };
  return { calls, handlers };
}

function contract(start: () => Promise<Started>) {
  const logger = createQuietLogger();
  let started: Started;
  let queues: JobQueues;
  let running: RunningWorkers[] = [];

  beforeAll(async () => {
    started = await start();
    queues = openQueues({ backend: started.backend, logger });
  }, 60_000);
  afterAll(async () => {
    await queues.close();
    await started.stop();
  }, 60_000);
  afterEach(async () => {
    await Promise.all(running.map((workers) => workers.close()));
    running = [];
    await queues.obliterate();
  }, 60_000);

  function work(handlers: JobHandlers, timing?: { lockDuration: number; stalledInterval: number }) {
    const options = {
      backend: started.backend,
      handlers,
      logger,
      queues: ['events', 'dispatch', 'schedule', 'deliver'] as const,
    };
    const workers = startWorkers(timing === undefined ? options : { ...options, timing });
    running.push(workers);
    return workers;
  }

  it('hands a job to its handler once and forgets it', async () => {
    const { calls, handlers } = notingHandlers();
    work(handlers);
    await queues.enqueue('start-run', { key: 'one', payload: { triggerEvent: uuid(1) } });
    await until(() => calls.length > 0, { what: 'the job' });
    expect(calls[0]).toMatchObject({
      name: 'start-run',
      payload: { triggerEvent: uuid(1) },
      context: { attempt: 1, scheduledFor: null },
    });
    await until(async () => Object.values((await queues.counts()).dispatch).every((count) => count === 0), {
      what: 'an empty queue',
    });
    expect(calls).toHaveLength(1);
  });

  it('keeps the order of a bulk of events', async () => {
    const { calls, handlers } = notingHandlers();
    const keys = Array.from({ length: 120 }, (_, i) => `k:${i}`);
    await queues.enqueueMany(
      'handle-event',
      keys.map((key) => ({ key, payload: event(key) })),
    );
    work(handlers);
    await until(() => calls.length >= keys.length, { what: 'all events' });
    expect(calls.map((call) => (call.payload as { key: string }).key)).toEqual(keys);
  });

  it('takes jobs of one key as one', async () => {
    const { calls, handlers } = notingHandlers();
    const job = { key: 'same:key', payload: event('a') };
    await queues.enqueue('handle-event', job);
    await queues.enqueueMany('handle-event', [job, job]);
    expect(await queues.revive('handle-event', job)).toBe(false);
    await queues.enqueue('handle-event', { key: 'other', payload: event('b') });
    work(handlers);
    await until(() => calls.some((call) => (call.payload as { key: string }).key === 'b'), { what: 'the last event' });
    expect(calls).toHaveLength(2);
  });

  it('refuses a payload of the wrong shape before it is stored', async () => {
    // The cast stands for a caller that was not type-checked.
    const wrong = { key: 'x', payload: { triggerEvent: 7 } as unknown as { triggerEvent: string } };
    await expect(queues.enqueue('start-run', wrong)).rejects.toThrow();
    expect((await queues.counts()).dispatch.waiting ?? 0).toBe(0);
  });

  it('tries again with a pause that grows', async () => {
    const times: number[] = [];
    const { calls, handlers } = notingHandlers((call) => {
      times.push(Date.now());
      if (call.context.attempt < 3) throw new Error('not yet');
    });
    work(handlers);
    await queues.enqueue('start-run', { key: 'retry', payload: { triggerEvent: uuid(2) } });
    await until(() => calls.length === 3, { what: 'the third try' });
    expect(calls.map((call) => call.context.attempt)).toEqual([1, 2, 3]);
    const [first = 0, second = 0, third = 0] = times;
    expect(second - first).toBeGreaterThanOrEqual(450);
    expect(third - second).toBeGreaterThanOrEqual(950);
  });

  it('waits as long as a handler asks', async () => {
    const times: number[] = [];
    const { calls, handlers } = notingHandlers((call) => {
      times.push(Date.now());
      if (call.context.attempt === 1) throw new RetryLater('busy', 150);
    });
    work(handlers);
    await queues.enqueue('deliver', { key: 'd', payload: { delivery: uuid(3) } });
    await until(() => calls.length === 2, { what: 'the second try' }); // the catalog's pause would be 5 s
    expect((times[1] ?? 0) - (times[0] ?? 0)).toBeGreaterThanOrEqual(140);
  });

  it('brings a job that has to wait again, more often than it has tries, and lets others pass', async () => {
    const times = jobCatalog['handle-event'].attempts + 2;
    const keyOf = (call: Call) => (call.payload as { key: string }).key;
    const { calls, handlers } = notingHandlers((call) => {
      const turns = calls.filter((one) => keyOf(one) === 'waits').length;
      if (keyOf(call) === 'waits' && turns < times) throw new NotYet('something else comes first', 20);
    });
    await queues.enqueueMany('handle-event', [
      { key: 'waits', payload: event('waits') },
      { key: 'passes', payload: event('passes') },
    ]);
    work(handlers);
    await until(() => calls.length === times + 1, { what: 'its last turn' });
    const order = calls.map(keyOf);
    expect([order[0], order.at(-1)]).toEqual(['waits', 'waits']); // the other one had its turn in between
    expect(new Set(calls.map(({ context }) => context.attempt))).toEqual(new Set([1]));
    await until(async () => Object.values((await queues.counts()).events).every((count) => count === 0), {
      what: 'an empty queue',
    });
  });

  it('tells a job that its process is to stop, and another process begins it again', async () => {
    const { calls, handlers } = notingHandlers(
      ({ context: { stopping } }) =>
        new Promise((_resolve, reject) => {
          const stop = () => reject(new NotYet('the process stops', 1));
          // A process that is closing may get the job once more before it is closed.
          if (stopping.aborted) stop();
          else stopping.addEventListener('abort', stop);
        }),
    );
    const first = work(handlers);
    await queues.enqueue('start-run', { key: 'long', payload: { triggerEvent: uuid(1) } });
    await until(() => calls.length === 1, { what: 'the job' });
    running = running.filter((workers) => workers !== first);
    await first.close();
    const second = notingHandlers();
    work(second.handlers);
    await until(() => second.calls.length === 1, { what: 'the job in the next process' });
    expect(second.calls[0]?.context.attempt).toBe(1);
  });

  it('does not repeat what a person must mend, and revives it when asked', async () => {
    let broken = true;
    const { calls, handlers } = notingHandlers(() => {
      const facts = { place: 'Pipeline', seen: 'a cycle', expected: 'none', next: 'Remove an edge.' };
      if (broken) throw new PipelineError({ code: 'graph-cycle', family: 'pipeline', ...facts });
    });
    work(handlers);
    const job = { key: 'bad', payload: { triggerEvent: uuid(4) } };
    await queues.enqueue('start-run', job);
    await until(async () => (await queues.counts()).dispatch.failed === 1, { what: 'the failed job' });
    expect(calls).toHaveLength(1);
    await queues.enqueue('start-run', job);
    expect(calls).toHaveLength(1);
    broken = false;
    expect(await queues.revive('start-run', job)).toBe(true);
    await until(() => calls.length === 2, { what: 'the revived job' });
  });

  it('holds a delayed job back', async () => {
    const { calls, handlers } = notingHandlers();
    work(handlers);
    const before = Date.now();
    await queues.enqueue('start-run', { key: 'late', delayMs: 400, payload: { triggerEvent: uuid(5) } });
    await until(() => calls.length === 1, { what: 'the delayed job' });
    expect(Date.now() - before).toBeGreaterThanOrEqual(390);
  });

  it('repeats by cron in a time zone, and says which time it stands for', async () => {
    const { calls, handlers } = notingHandlers();
    await queues.repeat('fire-schedule', {
      id: uuid(6),
      payload: { schedule: uuid(6) },
      repeat: { cron: '0 3 * * *', timeZone: 'Asia/Kolkata' },
    });
    await queues.repeat('fire-schedule', {
      id: uuid(7),
      payload: { schedule: uuid(7) },
      repeat: { cron: '* * * * * *', timeZone: 'Asia/Kolkata' },
    });
    const listed = await queues.repetitions('schedule');
    expect(listed.find((repetition) => repetition.id === uuid(6))).toMatchObject({
      cron: '0 3 * * *',
      timeZone: 'Asia/Kolkata',
    });
    work(handlers);
    await until(() => calls.length >= 2, { what: 'two ticks' });
    const ticks = calls.slice(0, 2).map((call) => call.context.scheduledFor?.getTime() ?? Number.NaN);
    expect(ticks.map((tick) => tick % 1000)).toEqual([0, 0]);
    expect((ticks[1] ?? 0) - (ticks[0] ?? 0)).toBe(1000);
    expect(calls[0]?.payload).toEqual({ schedule: uuid(7) });
  });

  it('replaces a repetition by its id and stops it', async () => {
    const options = { id: uuid(8), payload: { schedule: uuid(8) } };
    await queues.repeat('fire-schedule', { ...options, repeat: { cron: '0 3 * * *', timeZone: 'UTC' } });
    await queues.repeat('fire-schedule', { ...options, repeat: { cron: '0 4 * * *', timeZone: 'Europe/Berlin' } });
    expect(await queues.repetitions('schedule')).toMatchObject([
      { id: uuid(8), cron: '0 4 * * *', timeZone: 'Europe/Berlin' },
    ]);
    await queues.stopRepeating('schedule', uuid(8));
    expect(await queues.repetitions('schedule')).toEqual([]);
  });

  it('takes over the job of a worker that died', async () => {
    // A worker that never renews its lock and never answers is what a killed process looks like to the others.
    const dead = started.backend.worker('dispatch', () => new Promise(() => undefined), {
      lockDuration: 300,
      skipLockRenewal: true,
      skipStalledCheck: true,
    });
    dead.on('error', () => undefined); // it is told that its lock is gone
    await queues.enqueue('start-run', { key: 'stalled', payload: { triggerEvent: uuid(9) } });
    await until(async () => (await queues.counts()).dispatch.active === 1, { what: 'the dead worker to take it' });
    const { calls, handlers } = notingHandlers();
    work(handlers, { lockDuration: 600, stalledInterval: 300 });
    await until(() => calls.length === 1, { what: 'the take-over' });
    await dead.close(true);
  });

  it('is rebuilt from rows after all its data were deleted', async () => {
    const rows = [1, 2, 3].map((n) => ({ key: `row ${n}`, payload: { triggerEvent: uuid(n) } }));
    await queues.enqueueMany('start-run', rows);
    await queues.repeat('fire-schedule', { id: uuid(1), payload: { schedule: uuid(1) }, repeat: { everyMs: 60_000 } });
    await queues.obliterate();
    expect(await queues.repetitions('schedule')).toEqual([]);
    const { calls, handlers } = notingHandlers();
    work(handlers);
    await queues.enqueueMany('start-run', rows);
    await until(() => calls.length === 3, { what: 'the jobs enqueued again from their rows' });
    expect(new Set(calls.map((call) => (call.payload as { triggerEvent: string }).triggerEvent)).size).toBe(3);
  });
}

describe('queues on Postgres', () => contract(onPostgres));

if (redisAvailable()) {
  describe('queues on Redis', () => contract(onRedis));
} else {
  console.warn('SKIPPED: queues on Redis (no redis-server in PATH; install one to run the contract on it too)');
  describe.skip('queues on Redis (no redis-server in PATH)', () => contract(onRedis));
}

describe('job ids', () => {
  it('hold no colon, whatever the key', () => {
    expect(jobId('handle-event', 'a:b:c')).toMatch(/^handle-event-[0-9a-f]{40}$/);
    expect(jobId('handle-event', 'a')).not.toBe(jobId('handle-event', 'b'));
  });
});
