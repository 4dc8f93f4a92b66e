import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { cancel, finishWith, lease, openSearchParts } from './calls';
import type { EndedStep } from './shapes';
import {
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

async function begin({ queue = 'cpu', ...more }: { options?: object; queue?: string } = {}) {
  const steps = Object.fromEntries(Array.from({ length: search.count }, (_, idx) => [idx, { queue }]));
  const run = await start({ ...search, steps, ...more });
  const workerId = await newWorker();
  const [first] = (await lease(pool, { workerId, queue, count: 1 })).steps;
  await finishWith(pool, { workerId, results: [result(first!)] });
  const [trial] = (await lease(pool, { workerId, queue, count: 1 })).steps;
  return { run, workerId, trial: trial! };
}

describe('steps that end with a result', () => {
  it('are those that are ready, and those that become ready by it, in one transaction', async () => {
    const { run, workerId, trial } = await begin();
    const answer = await finishWith(pool, { workerId, results: [result(trial, { ready: ended(2, 3, 4, 5) })] });
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
    await finishWith(pool, { workerId, results: [result(trial, { ready: ended(2, 3, 4, 5, 6) })] });
    expect(await runStatus(run)).toBe('succeeded');
  });

  it('leave the limit of their run to what is still to run', async () => {
    const { run, workerId, trial } = await begin({ options: { max_parallel: 1 } });
    await finishWith(pool, { workerId, results: [result(trial, { ready: ended(2, 3) })] });
    expect(await statuses(run)).toEqual([...Array(4).fill('succeeded'), 'ready', 'held', 'waiting']);
  });

  it('make what other runs make at the same time, in another order, and neither waits for the other for ever', async () => {
    for (let round = 0; round < 10; round += 1) {
      const both = [await begin({ queue: `one-${round}` }), await begin({ queue: `other-${round}` })];
      const salt = `round-${round}`;
      const made = (idx: number, from: number): EndedStep => {
        const hash = createHash('sha256').update(`${salt}-${from}`).digest('hex');
        return { idx, outcome: 'succeeded', outputs: [{ port: 'out', hash, bytes: 2, kind: 'json', inline: {} }] };
      };
      // Level by level the one makes 0, 1, 2, 3, and the other 3, 2, 1, 0.
      const answers = await Promise.all(
        both.map(({ workerId, trial }, at) => {
          const ready = [2, 3, 4, 5].map((idx, place) => made(idx, at === 0 ? place : 3 - place));
          return finishWith(pool, { workerId, results: [result(trial, { ready })] });
        }),
      );
      expect(answers.map(({ accepted }) => accepted.length)).toEqual([1, 1]);
      for (const { run } of both) expect(await statuses(run)).toEqual([...Array(6).fill('succeeded'), 'ready']);
    }
  });

  it('are none that another worker has, and what waits for that one waits on', async () => {
    const { run, workerId, trial } = await begin();
    const other = await newWorker();
    await lease(pool, { workerId: other, queue: 'cpu', count: 1 });
    await finishWith(pool, { workerId, results: [result(trial, { ready: ended(2, 3, 4, 5) })] });
    const waiting = ['waiting', 'waiting', 'waiting', 'waiting'];
    expect(await statuses(run)).toEqual(['succeeded', 'succeeded', 'running', ...waiting]);
  });

  it('are none when the result is not accepted, comes again, or the run is paused or cancelled', async () => {
    const { run, workerId, trial } = await begin();
    const late = result({ ...trial, token: trial.token - 1 }, { ready: ended(2) });
    await finishWith(pool, { workerId, results: [late] });
    expect((await statuses(run)).slice(0, 3)).toEqual(['succeeded', 'running', 'ready']);
    await pool.query('select mr_pause($1,true)', [run]);
    await finishWith(pool, { workerId, results: [result(trial, { ready: ended(2) })] });
    expect((await statuses(run)).slice(0, 3)).toEqual(['succeeded', 'succeeded', 'held']);
    await pool.query('select mr_pause($1,false)', [run]);
    await finishWith(pool, { workerId, results: [result(trial, { ready: ended(2) })] });
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
    expect((await find(null)).map(({ idx }) => idx)).toEqual([1, 2, 3, 4]);
    expect(await find(0)).toEqual([
      { idx: 1, spec: { type: 'trees', params: {}, trial: 0 } },
      { idx: 2, spec: { type: 'trees', params: {}, trial: 1 } },
    ]);
  });
});
