import { createHash, randomUUID } from 'node:crypto';
import { type ProjectId, projectIdSchema, type RunId, runIdSchema, workerIdSchema } from '@millrace/pipeline-core/ids';
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../testing';
import { cancel, hello } from '../calls';
import { checkInvariants } from '../check-invariants';
import { replayRun } from '../replay-run';
import type { LeasedStep, StepResult } from '../shapes';

/** The database of the test file that called `withProtocolDatabase`; there from its first test on. */
export let db: TestDatabase['db'];
export let pool: TestDatabase['db']['pool'];

/** A database for this file; after each test no rule of the protocol is broken, and every run can be told from its events. */
export function withProtocolDatabase(): void {
  let test: TestDatabase;
  beforeAll(async () => {
    test = await createTestDatabase();
    db = test.db;
    pool = db.pool;
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
}

type StartOptions = {
  steps?: Record<number, { queue?: string; max_attempts?: number; spec?: object }>;
  edges?: [number, number][];
  count: number;
  project?: ProjectId;
  key?: string;
  options?: object;
};

export function newProject(): ProjectId {
  return projectIdSchema.parse(randomUUID());
}

export async function rows<T>(text: string, values: unknown[] = []): Promise<T[]> {
  return (await pool.query(text, values)).rows;
}

export async function start({
  count,
  steps = {},
  edges = [],
  project = newProject(),
  key,
  options = {},
}: StartOptions) {
  const list = Array.from({ length: count }, (_, idx) => ({ idx, spec: { name: `s${idx}` }, ...steps[idx] }));
  const values = [project, key ?? randomUUID(), JSON.stringify(list), JSON.stringify(edges), JSON.stringify(options)];
  const [row] = await rows<{ id: RunId }>('select mr_start($1,$2,$3,$4,$5) id', values);
  return runIdSchema.parse(row?.id);
}

export async function newWorker(leaseMs = 30_000) {
  const workerId = workerIdSchema.parse(randomUUID());
  await hello(pool, { workerId, leaseMs });
  return workerId;
}

export async function statuses(run: RunId): Promise<string[]> {
  const found = await rows<{ status: string }>('select status from step_run where run_id=$1 order by idx', [run]);
  return found.map(({ status }) => status);
}

export async function runStatus(run: RunId): Promise<string | undefined> {
  return (await rows<{ status: string }>('select status from run where id=$1', [run]))[0]?.status;
}

export function result(step: LeasedStep, more: Partial<StepResult> = {}): StepResult {
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

export function byIdx(steps: LeasedStep[]): LeasedStep[] {
  return [...steps].sort((a, b) => a.idx - b.idx);
}
