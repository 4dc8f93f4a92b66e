import { cancelRun, listRunEvents } from '@millrace/db';
import { checkInvariants } from '@millrace/db/protocol';
import { createTestDatabase, makeProject, type TestDatabase } from '@millrace/db/testing';
import type { ProjectId } from '@millrace/pipeline-core/ids';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createQuietLogger } from '../testing/quiet-logger';
import { until } from '../testing/until';
import type { StepHandler, StepJob, StepReport } from './interfaces';
import { defaultSettings } from './settings';
import { type Leasing, startLeasing } from './start-leasing';
import { endOfRun, sha256, startTestRun, stepStatuses } from './testing/test-run';

const settings = {
  ...defaultSettings,
  slots: { cpu: 4 },
  leaseMs: 2_000,
  beatMs: 100,
  graceMs: 500,
  reconcileMs: 100,
  pollMs: 200,
  backoffMs: 20,
  shutdownMs: 2_000,
  leastFreeBytes: 0,
  mostMemoryShare: 1,
};

let test: TestDatabase;
let projectId: ProjectId;
let workers: Leasing[] = [];

beforeAll(async () => {
  test = await createTestDatabase();
});
afterAll(() => test.drop());
beforeEach(async () => {
  projectId = (await makeProject(test.db)).id;
});
afterEach(async () => {
  await Promise.all(workers.map((worker) => worker.stop()));
  workers = [];
  expect(await checkInvariants(test.db.pool, { settled: true })).toEqual([]);
});

const fatal: unknown[] = [];

type WorkOptions = { settings?: Partial<typeof settings>; disk?: { free: number; least: number } };

async function work(handler: StepHandler, { disk, settings: more }: WorkOptions = {}): Promise<Leasing> {
  const worker = await startLeasing({
    url: test.url,
    db: test.db,
    handler,
    settings: { ...settings, leastFreeBytes: disk?.least ?? 0, ...more },
    files: disk === undefined ? null : { freeBytes: async () => disk.free },
    logger: createQuietLogger(),
    onFatal: (error) => fatal.push(error),
  });
  workers.push(worker);
  return worker;
}

function done(job: StepJob): StepReport {
  const value = `${job.step.runId}-${job.step.idx}`;
  return {
    outcome: 'succeeded',
    outputs: [{ port: 'value', kind: 'json', hash: sha256(value), bytes: 1, inline: value }],
  };
}

const succeed: StepHandler = async (job) => done(job);

function failed(retryable: boolean): StepReport {
  const error = {
    code: 'flaky',
    family: 'operator' as const,
    place: 'p',
    seen: 's',
    expected: 'e',
    next: 'n',
    message: 'm',
  };
  return { outcome: 'failed', retryable, error };
}

/** A handler that waits until it is let go or stopped. */
function gate() {
  const waiting: (() => void)[] = [];
  const handler: StepHandler = (job) =>
    new Promise((resolve, reject) => {
      waiting.push(() => resolve(done(job)));
      job.signal.addEventListener('abort', () => reject(new Error('stopped')), { once: true });
    });
  return { handler, waiting };
}

describe('worker loop', () => {
  it('runs a chain and a fan to their end', async () => {
    await work(succeed);
    const chain = await startTestRun(test.db, {
      projectId,
      steps: Array(20).fill({}),
      edges: Array.from({ length: 19 }, (_, i) => [i, i + 1]),
    });
    const fan = await startTestRun(test.db, {
      projectId,
      steps: Array(42).fill({}),
      edges: Array.from(
        { length: 40 },
        (_, i) =>
          [
            [0, i + 1],
            [i + 1, 41],
          ] as [number, number][],
      ).flat(),
    });
    expect((await endOfRun(test.db, chain)).status).toBe('succeeded');
    expect((await endOfRun(test.db, fan)).status).toBe('succeeded');
  });

  it('goes on at once in a project that may run one step at a time, although nobody announces its steps', async () => {
    await test.db.pool.query('insert into project_limit (project_id,max_running) values ($1,1)', [projectId]);
    await work(succeed, { settings: { pollMs: 3_600_000, reconcileMs: 3_600_000 } });
    const run = await startTestRun(test.db, { projectId, steps: Array(12).fill({}) });
    expect((await endOfRun(test.db, run)).status).toBe('succeeded');
  });

  it('shares runs between workers', async () => {
    const seen = new Set<string>();
    const noting =
      (name: string): StepHandler =>
      async (job) => {
        await new Promise((resolve) => setTimeout(resolve, 5));
        seen.add(name);
        return done(job);
      };
    await Promise.all([work(noting('a')), work(noting('b'))]);
    const run = await startTestRun(test.db, { projectId, steps: Array(40).fill({}) });
    expect((await endOfRun(test.db, run)).status).toBe('succeeded');
    expect(seen.size).toBe(2);
  });

  it('tries a flaky step again after a pause, and not what another try does not mend', async () => {
    await work(async (job) => (job.step.idx === 0 ? (job.step.attempt < 3 ? failed(true) : done(job)) : failed(false)));
    const run = await startTestRun(test.db, { projectId, steps: [{}, {}] });
    expect(await endOfRun(test.db, run)).toEqual({ status: 'failed', steps: ['succeeded', 'failed'] });
    const events = await listRunEvents(test.db, { runId: run, since: 0 });
    expect(
      events
        .filter((event) => event.kind === 'running')
        .map((event) => event.idx)
        .sort(),
    ).toEqual([0, 0, 0, 1]);
  });

  it('takes an exception of a handler as a failure of its step', async () => {
    await work(async () => {
      throw new TypeError('x is not a function');
    });
    const run = await startTestRun(test.db, { projectId, steps: [{ title: 'Broken' }] });
    expect((await endOfRun(test.db, run)).steps).toEqual(['failed']);
    const { rows } = await test.db.pool.query(
      `select error->>'family' family, error->>'place' place from step_run where run_id=$1`,
      [run],
    );
    expect(rows).toEqual([{ family: 'bug', place: 'Broken' }]);
  });

  it('leases nothing while the disk is full, and goes on when there is room', async () => {
    const disk = { free: 10, least: 1_000 };
    const worker = await work(succeed, { disk });
    const run = await startTestRun(test.db, { projectId, steps: [{}] });
    await until(() => worker.status().pressure === 'disk', { what: 'the pressure to show' });
    expect(await stepStatuses(test.db, run)).toEqual(['ready']);
    disk.free = 5_000;
    expect((await endOfRun(test.db, run)).status).toBe('succeeded');
    expect(worker.status().pressure).toBeNull();
  });

  it('stops running steps when their run is cancelled', async () => {
    const { handler, waiting } = gate();
    await work(handler);
    const run = await startTestRun(test.db, { projectId, steps: [{}, {}], edges: [[0, 1]] });
    await until(() => waiting.length === 1, { what: 'the first step' });
    await cancelRun(test.db, { projectId, id: run });
    expect(await endOfRun(test.db, run)).toEqual({ status: 'cancelled', steps: ['cancelled', 'cancelled'] });
  });

  it('releases what still runs at shutdown and signs off', async () => {
    const { handler, waiting } = gate();
    const worker = await work(handler);
    const run = await startTestRun(test.db, { projectId, steps: [{ maxAttempts: 1 }] });
    await until(() => waiting.length === 1, { what: 'the first step' });
    const { workerId } = worker.status();
    workers = [];
    await worker.stop();
    expect(await stepStatuses(test.db, run)).toEqual(['ready']);
    expect((await test.db.pool.query('select 1 from worker where id=$1', [workerId])).rows).toEqual([]);
    await work(succeed);
    expect((await endOfRun(test.db, run)).status).toBe('succeeded');
  });

  it('goes on when its connections are cut', async () => {
    await work(async (job) => {
      await new Promise((resolve) => setTimeout(resolve, 20));
      return done(job);
    });
    const run = await startTestRun(test.db, {
      projectId,
      steps: Array(30).fill({}),
      edges: Array.from({ length: 29 }, (_, i) => [i, i + 1]),
    });
    for (let cut = 0; cut < 4; cut += 1) {
      await new Promise((resolve) => setTimeout(resolve, 100));
      await test.db.pool.query(
        `select pg_terminate_backend(pid) from pg_stat_activity where datname=current_database() and application_name like 'millrace-worker%'`,
      );
    }
    expect((await endOfRun(test.db, run)).status).toBe('succeeded');
  });

  it('starts a new life when the others have given it up, and its late results count for nothing', async () => {
    const { handler, waiting } = gate();
    const worker = await work(handler);
    const run = await startTestRun(test.db, { projectId, steps: [{}] });
    await until(() => waiting.length === 1, { what: 'the first step' });
    const before = worker.status().workerId;
    await test.db.pool.query(`update worker set lease_until=now()-interval '1 s' where id=$1`, [before]);
    await test.db.pool.query(`select mr_reconcile('0.1 s')`);
    await until(() => worker.status().workerId !== before && waiting.length === 2, { what: 'the new life' });
    waiting[0]?.();
    waiting[1]?.();
    expect(await endOfRun(test.db, run)).toEqual({ status: 'succeeded', steps: ['succeeded'] });
    const { rows } = await test.db.pool.query('select losses,token::int from step_run where run_id=$1', [run]);
    expect(rows).toEqual([{ losses: 1, token: 2 }]);
  });

  it('ends the process when a single result cannot be committed, and takes no others with it', async () => {
    await work(async (job) => {
      if (job.step.idx === 1) return done(job);
      return { outcome: 'succeeded', outputs: [{ port: 'value', kind: 'json', hash: 'x', bytes: Number.NaN }] };
    });
    await startTestRun(test.db, { projectId, steps: [{}, {}] });
    await until(() => fatal.length > 0, { what: 'the fail-stop' });
    expect(String(fatal[0])).toMatch(/null value in column "bytes"/);
    workers.splice(0); // in production this process is gone by now
    await test.db.pool.query('delete from run');
    await test.db.pool.query('delete from worker');
  });
});
