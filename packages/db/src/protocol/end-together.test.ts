import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { listUnusedArtifacts } from '../repositories/upkeep';
import { cancel, collect, finishWith, forget, lease, openSearchParts } from './calls';
import type { EndedStep } from './shapes';
import {
  db,
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

/** What steps make that need no process. */
function ended(...idxs: number[]): EndedStep[] {
  return idxs.map((idx) => {
    const hash = createHash('sha256').update(`idle-${idx}`).digest('hex');
    return { idx, outcome: 'succeeded', outputs: [{ port: 'out', hash, bytes: 2, kind: 'json', inline: {} }] };
  });
}

/** Until so many sessions of this database wait for another one. */
async function waiting(count: number): Promise<void> {
  const text = `select count(*)::int n from pg_stat_activity where datname=current_database() and wait_event_type='Lock'`;
  await expect.poll(() => rows(text), { timeout: 20_000 }).toEqual([{ n: count }]);
}

/** Two rounds of two trials (1, 2 and 4, 5), each behind its proposal (0 and 3), and the step that decides (6). */
const search = {
  count: 7,
  edges: [
    ...[1, 2].flatMap((trial): [number, number][] => [
      [0, trial],
      [trial, 3],
      [trial, 6],
    ]),
    ...[4, 5].flatMap((trial): [number, number][] => [
      [3, trial],
      [trial, 6],
    ]),
  ] as [number, number][],
};

/** A worker of its own queue has the trial 1 of its search; 2 is ready. */
async function begin({ queue = 'cpu', ...more }: { options?: object; queue?: string } = {}) {
  const steps = Object.fromEntries(Array.from({ length: search.count }, (_, idx) => [idx, { queue }]));
  const run = await start({ ...search, steps, ...more });
  const workerId = await newWorker();
  const [first] = (await lease(pool, { workerId, queue, count: 1 })).steps;
  await finishWith(pool, { workerId, results: [result(first!)] });
  const [trial] = (await lease(pool, { workerId, queue, count: 1 })).steps;
  return { run, workerId, trial: trial! };
}

/** Reports the leased trial; the steps from 2 on end with it, round by round, and make these artifacts. */
function endWith({ workerId, trial }: Awaited<ReturnType<typeof begin>>, hashes: readonly string[]) {
  const alsoEnds = hashes.map((hash, at): EndedStep => {
    const outputs = [{ port: 'out', hash, bytes: 2, kind: 'json', inline: {} }];
    return { idx: at + 2, outcome: 'succeeded', outputs };
  });
  return finishWith(pool, { workerId, results: [result(trial, { alsoEnds })] });
}

describe('steps that end with a result', () => {
  it('are those that are ready, and those that become ready by it, in one transaction', async () => {
    const { run, workerId, trial } = await begin();
    const answer = await finishWith(pool, { workerId, results: [result(trial, { alsoEnds: ended(2, 3, 4, 5) })] });
    expect(answer.accepted).toEqual([[run, trial.idx, 'succeeded']]);
    expect(await statuses(run)).toEqual([...Array(6).fill('succeeded'), 'ready']);
    const together = await rows('select distinct xmin::text from step_run where run_id=$1 and idx between 1 and 5', [
      run,
    ]);
    expect(together).toHaveLength(1);
    const events = await rows<{ kind: string }>('select kind from run_event where run_id=$1 and idx=4 order by seq', [
      run,
    ]);
    expect(events.map(({ kind }) => kind)).toEqual(['running', 'succeeded']);
    const lineage = `select count(*)::int n from artifact_use where run_id=$1 and idx=5 and dir='in' and from_idx=3`;
    expect(await rows(lineage, [run])).toEqual([{ n: 1 }]);
  });

  it('end the run, too, when they are its last', async () => {
    const { run, workerId, trial } = await begin();
    await finishWith(pool, { workerId, results: [result(trial, { alsoEnds: ended(2, 3, 4, 5, 6) })] });
    expect(await runStatus(run)).toBe('succeeded');
  });

  it('are not counted by the limit of their run, which holds back the others', async () => {
    const { run, workerId, trial } = await begin({ options: { max_parallel: 1 } });
    await finishWith(pool, { workerId, results: [result(trial, { alsoEnds: ended(2, 3) })] });
    expect(await statuses(run)).toEqual([...Array(4).fill('succeeded'), 'ready', 'held', 'waiting']);
    await lease(pool, { workerId, queue: 'cpu', count: 4 });
    expect(await statuses(run)).toEqual([...Array(4).fill('succeeded'), 'running', 'held', 'waiting']);
  });

  it('make what other runs make in one order, however their rounds lie', async () => {
    const [one, other] = [await begin({ queue: 'one' }), await begin({ queue: 'other' })];
    const [low, middle, high] = ['0', '8', 'f'].map((digit) => digit.repeat(64)) as [string, string, string];
    const third = await pool.connect();
    try {
      // Holds the first run up in the middle of what it makes, until the second waits for it.
      await third.query('begin');
      await third.query(`insert into artifact (hash,bytes,kind,inline) values ($1,2,'json','{}')`, [middle]);
      const first = endWith(one, [high, middle, low]);
      await waiting(1);
      const second = endWith(other, [low, high]);
      await waiting(2);
      await third.query('rollback');
      await Promise.all([first, second]);
    } finally {
      third.release(true);
    }
    expect((await statuses(one.run)).slice(0, 5)).toEqual(Array(5).fill('succeeded'));
    expect((await statuses(other.run)).slice(0, 4)).toEqual(Array(4).fill('succeeded'));
  });

  it('take over in that order, too, what the collector works on', async () => {
    const one = await begin();
    const [low, middle, high] = ['1', '9', 'd'].map((digit) => digit.repeat(64)) as [string, string, string];
    const hashes = [low, middle, high];
    await pool.query(
      `insert into artifact (hash,bytes,kind,inline,state) select unnest($1::text[]),2,'json','{}','deleting'`,
      [hashes],
    );
    const third = await pool.connect();
    try {
      await third.query('begin');
      await third.query('select 1 from artifact where hash=$1 for no key update', [middle]);
      const first = endWith(one, [high, middle, low]);
      await waiting(1);
      // What its last round takes over is held, and what its first one does is not yet.
      const free = 'select hash from artifact where hash=any($1) for no key update skip locked';
      expect(await rows(free, [hashes])).toEqual([{ hash: high }]);
      await third.query('rollback');
      await first;
    } finally {
      third.release(true);
    }
    expect(await rows('select distinct state from artifact where hash=any($1)', [hashes])).toEqual([{ state: 'live' }]);
  });

  it('that do not end leave a row that the collector takes', async () => {
    const { run, workerId, trial } = await begin();
    const [never] = ended(4);
    const hash = 'e'.repeat(64);
    const alsoEnds: EndedStep[] = [{ ...never!, outputs: [{ ...never!.outputs[0]!, hash }] }];
    await finishWith(pool, { workerId, results: [result(trial, { alsoEnds })] });
    expect((await statuses(run))[4]).toBe('waiting');
    const unused = await listUnusedArtifacts(db, { olderThan: new Date(Date.now() + 60_000), limit: 1000 });
    expect(unused).toContain(hash);
    expect(await collect(pool, [hash])).toEqual([{ hash, location: null }]);
    await forget(pool, { hash, location: null });
    expect(await rows('select 1 from artifact where hash=$1', [hash])).toEqual([]);
  });

  it('are none that another worker has, and what waits for that one waits on', async () => {
    const { run, workerId, trial } = await begin();
    const other = await newWorker();
    await lease(pool, { workerId: other, queue: 'cpu', count: 1 });
    await finishWith(pool, { workerId, results: [result(trial, { alsoEnds: ended(2, 3, 4, 5) })] });
    const waiting = ['waiting', 'waiting', 'waiting', 'waiting'];
    expect(await statuses(run)).toEqual(['succeeded', 'succeeded', 'running', ...waiting]);
  });

  it('are none when the result is not accepted, comes again, or the run is paused or cancelled', async () => {
    const { run, workerId, trial } = await begin();
    const late = result({ ...trial, token: trial.token - 1 }, { alsoEnds: ended(2) });
    await finishWith(pool, { workerId, results: [late] });
    expect((await statuses(run)).slice(0, 3)).toEqual(['succeeded', 'running', 'ready']);
    await pool.query('select mr_pause($1,true)', [run]);
    await finishWith(pool, { workerId, results: [result(trial, { alsoEnds: ended(2) })] });
    expect((await statuses(run)).slice(0, 3)).toEqual(['succeeded', 'succeeded', 'held']);
    await pool.query('select mr_pause($1,false)', [run]);
    await finishWith(pool, { workerId, results: [result(trial, { alsoEnds: ended(2) })] });
    expect((await statuses(run)).slice(0, 3)).toEqual(['succeeded', 'succeeded', 'ready']);
    await cancel(pool, run);
    expect(await runStatus(run)).toBe('cancelled');
  });
});

describe('the open parts of a search', () => {
  it('are its trials and proposals that have not begun, of one clock when asked so', async () => {
    const spec = (more: object) => ({ spec: { step: 'find', type: 'trees', params: {}, ...more } });
    const steps = {
      0: spec({ type: 'search-propose' }),
      1: spec({ trial: 0 }),
      2: spec({ trial: 1 }),
      3: spec({ type: 'search-propose', params: { round: 1 } }),
      4: spec({ trial: 2 }),
      5: { spec: { step: 'other', type: 'trees', trial: 0 } },
      6: spec({ type: 'search' }),
    };
    const run = await start({ ...search, steps });
    const find = async (after: number | null) =>
      openSearchParts(pool, { runId: run, idx: 0, step: 'find', after, types: ['search-propose'] });
    expect((await find(null)).map(({ idx, leasable }) => [idx, leasable])).toEqual(
      [1, 2, 3, 4].map((idx) => [idx, null]),
    );
    expect((await find(0)).map(({ idx }) => idx)).toEqual([1, 2]);
    const workerId = await newWorker();
    const [first] = (await lease(pool, { workerId, queue: 'cpu', count: 1 })).steps;
    const done = result(first!);
    await finishWith(pool, { workerId, results: [done] });
    const inputs = [{ from: 0, port: 'out', hash: done.outputs?.[0]?.hash }];
    // What could be leased comes with all that a worker would be given.
    expect(await find(0)).toEqual(
      [0, 1].map((trial) => {
        const { spec: whole } = spec({ trial });
        return { idx: trial + 1, spec: { type: 'trees', params: {}, trial }, leasable: { spec: whole, inputs } };
      }),
    );
  });
});
