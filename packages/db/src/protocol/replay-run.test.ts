import { randomUUID } from 'node:crypto';
import { type RunId, runIdSchema, workerIdSchema } from '@millrace/pipeline-core/ids';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../testing';
import { finish, hello, lease } from './calls';
import { replayRun } from './replay-run';

let test: TestDatabase;
let run: RunId;
const sql = (text: string) => test.db.pool.query(text, [run]);

beforeAll(async () => {
  test = await createTestDatabase();
});
afterAll(() => test.drop());
/** A run whose first step has succeeded and whose second one is running. */
beforeEach(async () => {
  const { pool } = test.db;
  const steps = [0, 1].map((idx) => ({ idx, spec: {} }));
  const values = [randomUUID(), 'key', JSON.stringify(steps), '[[0,1]]', '{}'];
  run = runIdSchema.parse((await pool.query('select mr_start($1,$2,$3,$4,$5) id', values)).rows[0]?.id);
  const workerId = workerIdSchema.parse(randomUUID());
  await hello(pool, { workerId, leaseMs: 60_000 });
  const [step] = (await lease(pool, { workerId, queue: 'cpu', count: 1 })).steps;
  if (step === undefined) throw new Error('no step is ready');
  const result = { runId: run, idx: 0, token: step.token, outcome: 'succeeded' as const, outputs: [] };
  await finish(pool, { workerId, results: [result], proceed: true });
});

describe('replayRun', () => {
  it('finds nothing where events and tables agree', async () => {
    expect(await replayRun(test.db.pool, run)).toEqual([]);
  });

  it('says which step or run is not what its events tell', async () => {
    await sql(`update step_run set status='waiting', worker=null where run_id=$1 and idx=1`);
    expect(await replayRun(test.db.pool, run)).toEqual(['step 1 is waiting, by its events running']);
    await sql(`update run set status='succeeded', paused=true where id=$1`);
    expect(await replayRun(test.db.pool, run)).toEqual([
      'step 1 is waiting, by its events running',
      'it is succeeded, by its events running',
      'it is paused, by its events otherwise',
    ]);
  });

  it('does not tell a run with a gap', async () => {
    await sql('delete from run_event where run_id=$1 and seq=2');
    await expect(replayRun(test.db.pool, run)).rejects.toThrow('event 3 comes after a gap');
  });
});
