import { describe, expect, it } from 'vitest';
import { keepStepCheckpoint } from '../repositories/step-checkpoints';
import { beat, cancel, finish, goodbye, lease, reconcile } from './calls';
import { checkInvariants } from './check-invariants';
import {
  byIdx,
  db,
  newProject,
  newWorker,
  pool,
  result,
  rows,
  runStatus,
  start,
  statuses,
  withProtocolDatabase,
} from './testing/protocol-database';

withProtocolDatabase();

describe('loss and release', () => {
  it('gives the steps of a worker whose lease is over to others, twice', async () => {
    const run = await start({ count: 1, steps: { 0: { max_attempts: 1 } } });
    for (const expected of ['ready', 'ready', 'failed']) {
      const workerId = await newWorker(1);
      expect((await lease(pool, { workerId, queue: 'cpu', count: 1 })).steps).toHaveLength(1);
      await pool.query(`update worker set lease_until=now()-interval '1 s' where id=$1`, [workerId]);
      while (await reconcile(pool, { graceMs: 1, queues: ['cpu'] }));
      expect(await statuses(run)).toEqual([expected]);
    }
    expect(await rows('select error from step_run where run_id=$1', [run])).toEqual([
      { error: { code: 'worker-lost' } },
    ]);
  });

  it('counts lost workers anew once a step has kept how far it got', async () => {
    const run = await start({ count: 1, steps: { 0: { max_attempts: 1 } } });
    const loseWorker = async (done: number | null) => {
      const workerId = await newWorker(1);
      const step = (await lease(pool, { workerId, queue: 'cpu', count: 1 })).steps[0]!;
      const state = { runId: run, idx: 0, token: step.token, fingerprint: 'fit', hash: 'a'.repeat(64), bytes: 1 };
      if (done !== null) await keepStepCheckpoint(db, { ...state, location: `a/${done}`, done });
      await pool.query(`update worker set lease_until=now()-interval '1 s' where id=$1`, [workerId]);
      while (await reconcile(pool, { graceMs: 1, queues: ['cpu'] }));
      return statuses(run);
    };
    for (const done of [1, 2, 3, 4, 5]) expect(await loseWorker(done)).toEqual(['ready']);
    expect(await loseWorker(null)).toEqual(['ready']);
    expect(await loseWorker(6)).toEqual(['ready']);
    // Not one failure of its own was used up, and none was added.
    const workerId = await newWorker(1);
    const step = (await lease(pool, { workerId, queue: 'cpu', count: 1 })).steps[0]!;
    await finish(pool, { workerId, results: [result(step, { outcome: 'failed', retryMs: 1 })], proceed: false });
    expect(await statuses(run)).toEqual(['failed']);
    await goodbye(pool, workerId);
  });

  it('leaves a silent worker alone while its presence lock is held', async () => {
    await start({ count: 1 });
    const workerId = await newWorker();
    await lease(pool, { workerId, queue: 'cpu', count: 1 });
    await pool.query(`update worker set seen_at=now()-interval '1 min' where id=$1`, [workerId]);
    const client = await pool.connect();
    await client.query('select pg_advisory_lock(72707372,(select presence from worker where id=$1))', [workerId]);
    expect(await reconcile(pool, { graceMs: 1, queues: ['cpu'] })).toBe(false);
    await client.query('select pg_advisory_unlock_all()');
    client.release();
    expect(await reconcile(pool, { graceMs: 1, queues: ['cpu'] })).toBe(true);
    expect(await beat(pool, { workerId, held: [] })).toMatchObject({ gone: true });
    expect(await lease(pool, { workerId, queue: 'cpu', count: 1 })).toMatchObject({ gone: true });
  });

  it('releases a lease whose answer never arrived, without using up an attempt', async () => {
    const run = await start({ count: 1 });
    const workerId = await newWorker();
    await lease(pool, { workerId, queue: 'cpu', count: 1 });
    await pool.query(`update step_run set leased_at=now()-interval '4 s' where run_id=$1`, [run]);
    await beat(pool, { workerId, held: [] });
    expect(await rows('select status,attempt from step_run where run_id=$1', [run])).toEqual([
      { status: 'ready', attempt: 0 },
    ]);
  });

  it('tells a worker what it does not hold any more', async () => {
    const run = await start({ count: 1 });
    const workerId = await newWorker();
    const step = (await lease(pool, { workerId, queue: 'cpu', count: 1 })).steps[0]!;
    await finish(pool, { workerId, results: [result(step, { outcome: 'released' })], proceed: false });
    expect((await beat(pool, { workerId, held: [[run, 0, step.token]] })).lost).toEqual([[run, 0, step.token]]);
    await goodbye(pool, workerId);
    expect(await rows('select 1 from worker where id=$1', [workerId])).toEqual([]);
  });
});

describe('cancel, pause, limits', () => {
  it('ends a run that has nothing running at once, and later otherwise', async () => {
    const idle = await start({ count: 2, edges: [[0, 1]] });
    expect(await cancel(pool, idle)).toBe('cancelled');
    const busy = await start({ count: 2, edges: [[0, 1]] });
    const workerId = await newWorker();
    const step = (await lease(pool, { workerId, queue: 'cpu', count: 1 })).steps[0]!;
    expect(await cancel(pool, busy)).toBe('running');
    await finish(pool, { workerId, results: [result(step, { outcome: 'cancelled' })], proceed: true });
    expect(await runStatus(busy)).toBe('cancelled');
  });

  it('treats "cancelled" without a request as not done', async () => {
    const run = await start({ count: 1 });
    const workerId = await newWorker();
    const step = (await lease(pool, { workerId, queue: 'cpu', count: 1 })).steps[0]!;
    await finish(pool, { workerId, results: [result(step, { outcome: 'cancelled' })], proceed: false });
    expect(await statuses(run)).toEqual(['ready']);
  });

  it('holds the steps of a paused run and lets them go on', async () => {
    const run = await start({ count: 2, edges: [[0, 1]] });
    const workerId = await newWorker();
    const step = (await lease(pool, { workerId, queue: 'cpu', count: 1 })).steps[0]!;
    await pool.query('select mr_pause($1,true)', [run]);
    await finish(pool, { workerId, results: [result(step)], proceed: true });
    expect(await statuses(run)).toEqual(['succeeded', 'held']);
    await pool.query('select mr_pause($1,false)', [run]);
    expect(await statuses(run)).toEqual(['succeeded', 'ready']);
  });

  it('keeps the limit of a run and releases the next when one is done', async () => {
    const run = await start({ count: 4, options: { max_parallel: 2 } });
    expect(await statuses(run)).toEqual(['ready', 'ready', 'held', 'held']);
    const workerId = await newWorker();
    const [step] = byIdx((await lease(pool, { workerId, queue: 'cpu', count: 4 })).steps);
    await finish(pool, { workerId, results: [result(step!)], proceed: true });
    expect(await statuses(run)).toEqual(['succeeded', 'running', 'ready', 'held']);
  });

  it('keeps the limit of a project', async () => {
    const project = newProject();
    await pool.query('insert into project_limit (project_id,max_running) values ($1,2)', [project]);
    await start({ count: 4, project });
    const workers = await Promise.all([newWorker(), newWorker()]);
    const taken = await Promise.all(workers.map((workerId) => lease(pool, { workerId, queue: 'cpu', count: 4 })));
    expect(taken.flatMap(({ steps }) => steps)).toHaveLength(2);
    expect(await checkInvariants(pool, { oneQueue: true })).toEqual([]);
  });

  it('takes turns between projects', async () => {
    const [busy, quiet] = [newProject(), newProject()];
    await start({ count: 10, project: busy });
    const late = await start({ count: 2, project: quiet });
    const { steps } = await lease(pool, { workerId: await newWorker(), queue: 'cpu', count: 4 });
    expect(steps.filter((step) => step.runId === late)).toHaveLength(2);
  });
});

describe('no deadlock', () => {
  it('lets many workers finish, cancel and beat on the same runs at once', async () => {
    const project = newProject();
    const edges: [number, number][] = Array.from({ length: 30 }, (_, i) => [Math.floor(i / 3), i + 10]);
    const runs = await Promise.all(Array.from({ length: 6 }, () => start({ count: 40, edges, project })));
    const work = async (): Promise<number> => {
      const workerId = await newWorker();
      let done = 0;
      let { steps } = await lease(pool, { workerId, queue: 'cpu', count: 8 });
      while (steps.length > 0) {
        done += steps.length;
        await beat(pool, { workerId, held: steps.map((step) => [step.runId, step.idx, step.token]) });
        const results = steps.map((step) => result(step, step.idx % 7 === 6 ? { outcome: 'failed' } : {}));
        ({ steps } = await finish(pool, { workerId, results, proceed: true }));
        if (steps.length === 0) ({ steps } = await lease(pool, { workerId, queue: 'cpu', count: 8 }));
      }
      return done;
    };
    const [cancelled] = runs;
    const done = await Promise.all([work(), work(), work(), work(), cancel(pool, cancelled!)]);
    expect(done.length).toBe(5);
    const ended = await Promise.all(runs.map(runStatus));
    expect(ended.every((status) => status !== 'running')).toBe(true);
  });
});
