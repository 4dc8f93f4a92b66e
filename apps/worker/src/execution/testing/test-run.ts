import { createHash, randomUUID } from 'node:crypto';
import { startRun } from '@millrace/db';
import type { TestDatabase } from '@millrace/db/testing';
import type { ProjectId, RunId } from '@millrace/pipeline-core/ids';
import { type RunSpec, runStepSchema } from '@millrace/pipeline-core/run';
import { until } from '../../testing/until';

export type TestStep = Partial<Omit<RunSpec, 'v'>> & { maxAttempts?: number; queue?: string };

/** Starts a run of small steps; every parent's port `value` arrives on the child's port `in`. */
export async function startTestRun(
  db: TestDatabase['db'],
  input: { projectId: ProjectId; steps: TestStep[]; edges?: [number, number][] },
): Promise<RunId> {
  const edges = input.edges ?? [];
  const steps = input.steps.map(({ maxAttempts, queue, ...spec }, idx) => {
    const parents = edges.filter(([, child]) => child === idx).map(([parent]) => ({ idx: parent, port: 'value' }));
    return runStepSchema.parse({
      idx,
      queue: queue ?? 'cpu',
      max_attempts: maxAttempts ?? 3,
      spec: {
        v: 1,
        step: `s${idx}`,
        title: `Step ${idx}`,
        type: 'sum',
        version: 1,
        params: { add: idx },
        seed: 1,
        inputs: parents.length > 0 ? { in: parents } : {},
        limits: { seconds: 60, megabytes: 256 },
        ...spec,
      },
    });
  });
  const { projectId } = input;
  const run = await startRun(db, { projectId, requestKey: randomUUID(), startedBy: 'test', plan: null, steps, edges });
  return run.runId;
}

/** Waits until a run has ended and answers its status and those of its steps. */
export async function endOfRun(
  db: TestDatabase['db'],
  runId: RunId,
  limit: { limitMs?: number } = {},
): Promise<{ status: string; steps: string[] }> {
  const status = await until(
    async () => {
      const { rows } = await db.pool.query<{ status: string }>('select status from run where id=$1', [runId]);
      return rows[0]?.status === 'running' ? null : rows[0]?.status;
    },
    { what: `the end of run ${runId}`, ...limit },
  );
  return { status, steps: await stepStatuses(db, runId) };
}

export async function stepStatuses(db: TestDatabase['db'], runId: RunId): Promise<string[]> {
  const { rows } = await db.pool.query<{ status: string }>('select status from step_run where run_id=$1 order by idx', [
    runId,
  ]);
  return rows.map((row) => row.status);
}

export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
