import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../testing';
import { checkInvariants } from './check-invariants';

let test: TestDatabase;
let run: string;
const worker = randomUUID();
const hash = 'a'.repeat(64);

async function sql(text: string, values: unknown[] = []): Promise<void> {
  await test.db.pool.query(text, values);
}

/** A run with a succeeded step 0, a running step 1 below it and a waiting step 2 below that. */
beforeAll(async () => {
  test = await createTestDatabase();
  const steps = [0, 1, 2].map((idx) => ({ idx, spec: {} }));
  const edges = [
    [0, 1],
    [1, 2],
  ];
  const { rows } = await test.db.pool.query<{ id: string }>('select mr_start($1,$2,$3,$4,$5) id', [
    randomUUID(),
    'key',
    JSON.stringify(steps),
    JSON.stringify(edges),
    '{}',
  ]);
  run = rows[0]?.id ?? '';
  await sql('select mr_hello($1,30000)', [worker]);
  await sql(`select mr_lease($1,'cpu',1)`, [worker]);
  const outputs = [{ port: 'out', hash, bytes: 1, kind: 'file', location: 'a/x' }];
  const result = { run, idx: 0, token: 1, outcome: 'succeeded', outputs };
  await sql('select mr_finish($1,$2,true)', [worker, JSON.stringify([result])]);
  await sql('insert into project_limit (project_id,max_running) select project_id,1 from run');
});
afterAll(() => test.drop());

/** Each change breaks one promise; the checker must name it. */
const damages: [invariant: RegExp, change: string][] = [
  [/open steps are counted right/, 'update run set open_steps=open_steps+1'],
  [/open steps are counted right/, `update run set status='succeeded'`],
  [/has a step that can go on/, `update step_run set status='waiting',worker=null where status='running'`],
  [/succeeds at most once/, `insert into run_event (run_id,seq,kind,idx) select id,last_seq+1,'succeeded',0 from run`],
  [
    /outputs exist only for steps that succeeded/,
    `insert into artifact_use (run_id,idx,dir,port,hash) select id,1,'out','x',repeat('a',64) from run`,
  ],
  [/counts its open parents/, 'update step_run set waiting_on=2 where idx=2'],
  [/has no open parent/, `update step_run set status='ready' where idx=2`],
  [/starts before each of its parents/, `delete from run_event where kind='succeeded'`],
  [/numbered without a gap/, 'delete from run_event where seq=2'],
  [/numbered without a gap/, 'delete from run_event'],
  [/numbered without a gap/, `delete from run_event; update run set finished_at=now()-interval '28 days'`],
  [/numbered without a gap/, `delete from run_event where seq=1; update run set finished_at=now()-interval '1 year'`],
  [/being deleted/, `update artifact set state='deleting'`],
  [/are the outputs of the parents/, `update artifact_use set dir='in',from_idx=5 where dir='out'`],
  [/has a failed ancestor/, `update step_run set status='skipped' where idx=2`],
  [/limit of a run/, 'update run set max_parallel=0'],
  [/nothing waits/, 'update run set cancel_requested_at=now()'],
  [/held step waits for a reason/, `update step_run set status='held' where idx=2`],
  [/has the status its steps give it/, `update run set status='failed',failed_steps=1`],
  [/cancelled only on request/, `update step_run set status='cancelled' where idx=2`],
  [/registered worker only/, 'delete from worker'],
  [/registered worker only/, `update worker set lease_until=now()-interval '2 s'`],
  [/limit of a project/, 'update project_limit set max_running=0'],
];

describe('checkInvariants', () => {
  it('finds nothing in a sound database', async () => {
    expect(await checkInvariants(test.db.pool, { settled: true, oneQueue: true })).toEqual([]);
  });

  it('lets a run go without its events long after its end', async () => {
    const client = await test.db.pool.connect();
    await client.query('begin');
    await client.query(`delete from run_event; update run set finished_at=now()-interval '31 days'`);
    const found = await checkInvariants(client);
    await client.query('rollback');
    client.release();
    expect(found.filter(({ invariant }) => invariant.includes('gap'))).toEqual([]);
  });

  it('looks only at the latest runs when asked to', async () => {
    const client = await test.db.pool.connect();
    await client.query('begin');
    await client.query(`update step_run set status='succeeded',worker=null`);
    await client.query(`update run set status='succeeded',finished_at=now()-interval '1 hour'`);
    const [all, recent] = [await checkInvariants(client), await checkInvariants(client, { recent: true })];
    await client.query('rollback');
    client.release();
    expect(all.length).toBeGreaterThan(0);
    expect(recent).toEqual([]);
  });

  it.each(damages)('finds %s', async (invariant, change) => {
    const client = await test.db.pool.connect();
    try {
      await client.query('begin');
      await client.query(change);
      for (const recent of [false, true]) {
        const found = await checkInvariants(client, { settled: true, oneQueue: true, recent });
        expect(found.map((violation) => violation.invariant).join('; ')).toMatch(invariant);
      }
    } finally {
      await client.query('rollback');
      client.release();
    }
  });
});
