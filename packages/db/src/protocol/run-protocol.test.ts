import { createHash, randomUUID } from 'node:crypto';
import { type ProjectId, projectIdSchema, type RunId, runIdSchema, workerIdSchema } from '@millrace/pipeline-core/ids';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { findCachedSteps } from '../repositories/step-cache';
import { createTestDatabase, type TestDatabase } from '../testing';
import { beat, cancel, collect, finish, forget, goodbye, hello, lease, reconcile } from './calls';
import { checkInvariants } from './check-invariants';
import { replayRun } from './replay-run';
import type { LeasedStep, StepResult } from './shapes';

let test: TestDatabase;
let pool: TestDatabase['db']['pool'];

beforeAll(async () => {
  test = await createTestDatabase();
  pool = test.db.pool;
});
afterAll(() => test.drop());
afterEach(async () => {
  const broken = await checkInvariants(pool);
  const untold: string[] = [];
  for (const { id } of await rows<{ id: RunId }>('select id from run')) untold.push(...(await replayRun(pool, id)));
  // Every test starts without steps that another one left ready.
  for (const { id } of await rows<{ id: RunId }>(`select id from run where status='running'`)) await cancel(pool, id);
  expect(broken).toEqual([]);
  expect(untold).toEqual([]);
});

type StartOptions = {
  steps?: Record<number, { queue?: string; max_attempts?: number }>;
  edges?: [number, number][];
  count: number;
  project?: ProjectId;
  key?: string;
  options?: object;
};

function newProject(): ProjectId {
  return projectIdSchema.parse(randomUUID());
}

async function rows<T>(text: string, values: unknown[] = []): Promise<T[]> {
  return (await pool.query(text, values)).rows;
}

async function start({ count, steps = {}, edges = [], project = newProject(), key, options = {} }: StartOptions) {
  const list = Array.from({ length: count }, (_, idx) => ({ idx, spec: { name: `s${idx}` }, ...steps[idx] }));
  const values = [project, key ?? randomUUID(), JSON.stringify(list), JSON.stringify(edges), JSON.stringify(options)];
  const [row] = await rows<{ id: RunId }>('select mr_start($1,$2,$3,$4,$5) id', values);
  return runIdSchema.parse(row?.id);
}

async function newWorker(leaseMs = 30_000) {
  const workerId = workerIdSchema.parse(randomUUID());
  await hello(pool, { workerId, leaseMs });
  return workerId;
}

async function statuses(run: RunId): Promise<string[]> {
  const found = await rows<{ status: string }>('select status from step_run where run_id=$1 order by idx', [run]);
  return found.map(({ status }) => status);
}

async function runStatus(run: RunId): Promise<string | undefined> {
  return (await rows<{ status: string }>('select status from run where id=$1', [run]))[0]?.status;
}

function result(step: LeasedStep, more: Partial<StepResult> = {}): StepResult {
  const hash = createHash('sha256').update(`${step.runId}-${step.idx}`).digest('hex');
  const outputs = [{ port: 'out', hash, bytes: 1, kind: 'file', location: `a/${hash}` }];
  const outcome = more.outcome ?? 'succeeded';
  return {
    runId: step.runId,
    idx: step.idx,
    token: step.token,
    outcome,
    ...(outcome === 'succeeded' ? { outputs } : {}),
    ...more,
  };
}

function byIdx(steps: LeasedStep[]): LeasedStep[] {
  return [...steps].sort((a, b) => a.idx - b.idx);
}

describe('start', () => {
  it('makes roots ready and counts the parents of the others', async () => {
    const run = await start({
      count: 3,
      edges: [
        [0, 2],
        [1, 2],
      ],
    });
    expect(await statuses(run)).toEqual(['ready', 'ready', 'waiting']);
  });

  it('gives the same run for the same request key of a project, and another one elsewhere', async () => {
    const project = newProject();
    const first = await start({ count: 1, project, key: 'click' });
    expect(await start({ count: 1, project, key: 'click' })).toBe(first);
    expect(await start({ count: 1, key: 'click' })).not.toBe(first);
  });

  it('refuses a run without steps', async () => {
    await expect(start({ count: 0 })).rejects.toThrow('at least one step');
  });
});

describe('lease and finish', () => {
  it('takes the successor in the same commit and hands it the outputs of its parents', async () => {
    const run = await start({ count: 2, edges: [[0, 1]] });
    const workerId = await newWorker();
    const { steps } = await lease(pool, { workerId, queue: 'cpu', count: 4 });
    const first = steps[0]!;
    const answer = await finish(pool, { workerId, results: [result(first)], proceed: true });
    expect(answer.accepted).toEqual([[run, 0, 'succeeded']]);
    expect(answer.steps.map((step) => step.inputs)).toEqual([
      [{ from: 0, port: 'out', hash: result(first).outputs?.[0]?.hash }],
    ]);
    await finish(pool, { workerId, results: answer.steps.map((step) => result(step)), proceed: true });
    expect(await runStatus(run)).toBe('succeeded');
    expect(
      await rows(`select payload->>'status' status from outbox where topic='run-finished' and key=$1`, [run]),
    ).toEqual([{ status: 'succeeded' }]);
  });

  it('runs a fan-in once all parents are done, however they finish together', async () => {
    const run = await start({ count: 6, edges: [0, 1, 2, 3, 4].map((parent) => [parent, 5]) });
    const workers = await Promise.all([newWorker(), newWorker(), newWorker()]);
    const taken = await Promise.all(workers.map((workerId) => lease(pool, { workerId, queue: 'cpu', count: 2 })));
    const answers = await Promise.all(
      taken.map(({ steps }, i) =>
        finish(pool, { workerId: workers[i]!, results: steps.map((step) => result(step)), proceed: true }),
      ),
    );
    const successors = answers.flatMap((answer) => answer.steps);
    expect(successors.map((step) => step.idx)).toEqual([5]);
    expect(await statuses(run)).toEqual([...Array(5).fill('succeeded'), 'running']);
  });

  it('ignores results with an old token, of another worker, or sent twice', async () => {
    await start({ count: 1 });
    const [workerId, other] = [await newWorker(), await newWorker()];
    const step = (await lease(pool, { workerId, queue: 'cpu', count: 1 })).steps[0]!;
    const old = await finish(pool, { workerId, results: [{ ...result(step), token: step.token - 1 }], proceed: true });
    const foreign = await finish(pool, { workerId: other, results: [result(step)], proceed: true });
    const good = await finish(pool, { workerId, results: [result(step)], proceed: true });
    const again = await finish(pool, { workerId, results: [result(step)], proceed: true });
    expect([old, foreign, good, again].map(({ accepted }) => accepted.length)).toEqual([0, 0, 1, 0]);
  });

  it('stops a second commit of one output even without the fence', async () => {
    const run = await start({ count: 1 });
    const workerId = await newWorker();
    const step = (await lease(pool, { workerId, queue: 'cpu', count: 1 })).steps[0]!;
    await finish(pool, { workerId, results: [result(step)], proceed: true });
    const hash = result(step).outputs?.[0]?.hash;
    await expect(
      pool.query(`insert into artifact_use (run_id,idx,dir,port,hash) values ($1,0,'out','out',$2)`, [run, hash]),
    ).rejects.toThrow('artifact_use_pkey');
  });

  it('tells where content lies that existed before', async () => {
    const workerId = await newWorker();
    const shared = 'e'.repeat(64);
    const places: unknown[] = [];
    for (const location of ['a/first', 'a/second']) {
      await start({ count: 1 });
      const step = (await lease(pool, { workerId, queue: 'cpu', count: 1 })).steps[0]!;
      const outputs = [{ port: 'out', hash: shared, bytes: 1, kind: 'file', location }];
      places.push((await finish(pool, { workerId, results: [result(step, { outputs })], proceed: true })).places);
    }
    expect(places).toEqual([{ [shared]: 'a/first' }, { [shared]: 'a/first' }]);
  });

  it('puts the events of a step into the outbox once', async () => {
    const run = await start({ count: 1 });
    const workerId = await newWorker();
    const step = (await lease(pool, { workerId, queue: 'cpu', count: 1 })).steps[0]!;
    const events = [{ topic: 'candidate-trained', key: `${run}-0-0`, payload: { a: 1 } }];
    await finish(pool, { workerId, results: [result(step, { events })], proceed: true });
    expect(await rows('select payload from outbox where key=$1', [`${run}-0-0`])).toEqual([{ payload: { a: 1 } }]);
  });

  it('remembers a result under its fingerprint with the commit, and none that the fence refused', async () => {
    const project = newProject();
    const find = (fingerprint: string) => findCachedSteps(test.db, { projectId: project, fingerprints: [fingerprint] });
    await start({ count: 1, project });
    const [workerId, other] = [await newWorker(), await newWorker()];
    const step = (await lease(pool, { workerId, queue: 'cpu', count: 1 })).steps[0]!;
    await finish(pool, { workerId: other, results: [result(step, { fingerprint: 'refused' })], proceed: false });
    await finish(pool, { workerId, results: [result(step, { fingerprint: 'print' })], proceed: false });
    const made = { runId: step.runId, idx: 0, outputs: [{ port: 'out', hash: result(step).outputs?.[0]?.hash }] };
    expect(await find('print')).toEqual(new Map([['print', made]]));
    expect(await find('refused')).toEqual(new Map());
    // A later equal result takes the place of the earlier one, also when two of them are committed together.
    const run = await start({ count: 2, project });
    const { steps } = await lease(pool, { workerId, queue: 'cpu', count: 2 });
    const twins = steps.map((one) => result(one, { fingerprint: 'print' }));
    await finish(pool, { workerId, results: twins, proceed: false });
    expect((await find('print')).get('print')?.runId).toBe(run);
    expect((await findCachedSteps(test.db, { projectId: newProject(), fingerprints: ['print'] })).size).toBe(0);
  });

  it('keeps queues apart', async () => {
    await start({ count: 2, steps: { 1: { queue: 'gpu' } } });
    const workerId = await newWorker();
    const cpu = await lease(pool, { workerId, queue: 'cpu', count: 4 });
    const gpu = await lease(pool, { workerId, queue: 'gpu', count: 4 });
    expect([cpu, gpu].map(({ steps }) => steps.map((step) => step.idx))).toEqual([[0], [1]]);
  });
});

describe('failure', () => {
  it('waits before the next try and fails for good after the last', async () => {
    const run = await start({ count: 2, edges: [[0, 1]], steps: { 0: { max_attempts: 2 } } });
    const workerId = await newWorker();
    const step = (await lease(pool, { workerId, queue: 'cpu', count: 1 })).steps[0]!;
    await finish(pool, { workerId, results: [result(step, { outcome: 'failed', retryMs: 60_000 })], proceed: true });
    const waiting = await lease(pool, { workerId, queue: 'cpu', count: 1 });
    expect(waiting.steps).toEqual([]);
    expect(waiting.nextMs).toBeGreaterThan(50_000);
    await pool.query('update step_run set ready_at=now() where run_id=$1', [run]);
    const second = (await lease(pool, { workerId, queue: 'cpu', count: 1 })).steps[0]!;
    expect(second.attempt).toBe(2);
    await finish(pool, { workerId, results: [result(second, { outcome: 'failed', retryMs: 1 })], proceed: true });
    expect(await statuses(run)).toEqual(['failed', 'skipped']);
    expect(await runStatus(run)).toBe('failed');
  });

  it('skips what lies below and lets the rest go on', async () => {
    const run = await start({
      count: 4,
      edges: [
        [0, 2],
        [2, 3],
      ],
    });
    const workerId = await newWorker();
    const [a, b] = byIdx((await lease(pool, { workerId, queue: 'cpu', count: 4 })).steps);
    await finish(pool, { workerId, results: [result(a!, { outcome: 'failed' }), result(b!)], proceed: true });
    expect(await statuses(run)).toEqual(['failed', 'succeeded', 'skipped', 'skipped']);
  });

  it('cancels everything not started when the run shall stop on a failure', async () => {
    const run = await start({
      count: 4,
      edges: [
        [0, 2],
        [1, 3],
      ],
      options: { on_failure: 'stop' },
    });
    const workerId = await newWorker();
    const [a, b] = byIdx((await lease(pool, { workerId, queue: 'cpu', count: 4 })).steps);
    await finish(pool, { workerId, results: [result(a!, { outcome: 'failed' })], proceed: true });
    expect(await statuses(run)).toEqual(['failed', 'running', 'skipped', 'cancelled']);
    const held = await beat(pool, { workerId, held: [[run, 1, b!.token]] });
    expect(held.cancel).toEqual([[run, 1, b!.token]]);
    await finish(pool, { workerId, results: [result(b!, { outcome: 'cancelled' })], proceed: true });
    expect(await runStatus(run)).toBe('failed');
  });

  it.each([{}, { max_parallel: 2 }])('stops too what the same batch gives back for another try (%o)', async (limit) => {
    const run = await start({ count: 3, options: { on_failure: 'stop', ...limit } });
    const workerId = await newWorker();
    const [a, b] = byIdx((await lease(pool, { workerId, queue: 'cpu', count: 2 })).steps);
    const results = [result(a!, { outcome: 'failed' }), result(b!, { outcome: 'failed', retryMs: 1 })];
    await finish(pool, { workerId, results, proceed: true });
    expect(await statuses(run)).toEqual(['failed', 'cancelled', 'cancelled']);
    expect(await runStatus(run)).toBe('failed');
  });
});

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

describe('parked and cached steps', () => {
  it('parks a step until a person answers', async () => {
    const run = await start({ count: 2, edges: [[0, 1]] });
    const workerId = await newWorker();
    const step = (await lease(pool, { workerId, queue: 'cpu', count: 1 })).steps[0]!;
    await finish(pool, { workerId, results: [result(step, { outcome: 'parked' })], proceed: true });
    expect(await statuses(run)).toEqual(['parked', 'waiting']);
    await pool.query('select mr_answer($1,0,$2)', [run, JSON.stringify({ outcome: 'succeeded', outputs: [] })]);
    expect(await statuses(run)).toEqual(['succeeded', 'ready']);
  });

  it('accepts a cache hit while its artifacts are live, and runs the step otherwise', async () => {
    const workerId = await newWorker();
    const run = await start({ count: 1 });
    const step = (await lease(pool, { workerId, queue: 'cpu', count: 1 })).steps[0]!;
    await finish(pool, { workerId, results: [result(step)], proceed: true });
    const outputs = [{ port: 'out', hash: result(step).outputs![0]!.hash, bytes: 1, kind: 'file' }];
    const hit = await start({ count: 1 });
    const second = (await lease(pool, { workerId, queue: 'cpu', count: 1 })).steps[0]!;
    await finish(pool, { workerId, results: [result(second, { outcome: 'cached', outputs })], proceed: true });
    expect([await statuses(run), await statuses(hit)]).toEqual([['succeeded'], ['cached']]);
    const miss = await start({ count: 1 });
    const third = (await lease(pool, { workerId, queue: 'cpu', count: 1 })).steps[0]!;
    const unknown = [{ port: 'out', hash: 'f'.repeat(64), bytes: 1, kind: 'file' }];
    await finish(pool, { workerId, results: [result(third, { outcome: 'cached', outputs: unknown })], proceed: false });
    expect(await statuses(miss)).toEqual(['ready']);
  });
});

describe('collector', () => {
  const hash = 'c'.repeat(64);

  it('leaves used and pinned artifacts alone and takes the rest', async () => {
    await pool.query(`select mr_keep($1,1,'file','a/c',null)`, [hash]);
    const owner = randomUUID();
    await pool.query(`select mr_pin('batch',$1,$2)`, [owner, [hash]]);
    expect(await collect(pool, [hash])).toEqual([]);
    await pool.query('delete from artifact_pin where owner_id=$1', [owner]);
    expect(await collect(pool, [hash])).toEqual([{ hash, location: 'a/c' }]);
    expect(await rows(`select mr_pin('batch',$1,$2) pinned`, [owner, [hash]])).toEqual([{ pinned: false }]);
  });

  it('forgets nothing that was put again meanwhile', async () => {
    await pool.query(`select mr_keep($1,1,'file','a/again',null)`, [hash]);
    await forget(pool, { hash, location: 'a/c' });
    expect(await rows('select location,state from artifact where hash=$1', [hash])).toEqual([
      { location: 'a/again', state: 'live' },
    ]);
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
