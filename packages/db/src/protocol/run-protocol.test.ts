import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { findCachedSteps } from '../repositories/step-cache';
import { beat, collect, finish, forget, lease } from './calls';
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
    const find = (fingerprint: string) => findCachedSteps(db, { projectId: project, fingerprints: [fingerprint] });
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
    expect((await findCachedSteps(db, { projectId: newProject(), fingerprints: ['print'] })).size).toBe(0);
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
