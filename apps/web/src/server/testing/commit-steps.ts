import { randomUUID } from 'node:crypto';
import type { Database } from '@millrace/db';
import { finish, hello, lease, type OutputRecord } from '@millrace/db/protocol';
import { type RunId, workerIdSchema } from '@millrace/pipeline-core/ids';

/**
 * Leases and finishes one step of a run after the other, through the protocol as a worker does it; `outputsOf` says what
 * the step of an index made. A lease takes whatever is ready, so other runs are held.
 */
export async function commitSteps(
  db: Database,
  o: { run: RunId; steps: number; outputsOf(idx: number): OutputRecord[] },
): Promise<void> {
  await db.pool.query(`update step_run set status = 'held' where status = 'ready' and run_id <> $1`, [o.run]);
  const workerId = workerIdSchema.parse(randomUUID());
  await hello(db.pool, { workerId, leaseMs: 60_000 });
  for (let left = o.steps; left > 0; left--) {
    const { steps } = await lease(db.pool, { workerId, queue: 'cpu', count: 1 });
    const step = steps[0];
    if (step === undefined) throw new Error('no step is ready');
    const { runId, idx, token } = step;
    const result = { runId, idx, token, outcome: 'succeeded' as const, outputs: o.outputsOf(idx) };
    await finish(db.pool, { workerId, results: [result], proceed: false });
  }
}
