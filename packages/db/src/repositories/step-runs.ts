import { type ArtifactHash, artifactHashSchema, type RunId } from '@millrace/pipeline-core/ids';
import { z } from 'zod';
import type { Db } from '../client';
import { artifactSchema } from '../mappers/artifact-row';
import { type StepRun, stepRunSchema, toStepError } from '../mappers/run-row';
import { queryRow, queryRows, sql } from '../raw-query';

/** What a finished step made on one port. */
export const stepOutputSchema = z.object({ idx: z.number().int(), port: z.string(), artifact: artifactSchema });
export type StepOutput = z.output<typeof stepOutputSchema>;

/** What a finished step read: the output `port` of step `from`. */
export const stepInputSchema = stepOutputSchema.extend({ from: z.number().int() });
export type StepInput = z.output<typeof stepInputSchema>;

const rowSchema = z.preprocess((row) => {
  const fields = z.record(z.string(), z.unknown()).parse(row);
  return { ...fields, error: toStepError(fields.error ?? null) };
}, stepRunSchema);

/** Steps of a run by index; `idxs` picks some. */
export async function listStepRuns(db: Db, input: { runId: RunId; idxs?: readonly number[] }): Promise<StepRun[]> {
  const some = input.idxs === undefined ? sql`true` : sql`idx = any(${[...input.idxs]}::int[])`;
  return queryRows(
    db,
    rowSchema,
    sql`select idx, queue, status, waiting_on as "waitingOn", attempt, max_attempts as "maxAttempts", losses,
          ready_at as "readyAt", leased_at as "leasedAt", finished_at as "finishedAt", error, spec
        from step_run where run_id = ${input.runId}::uuid and ${some} order by idx`,
  );
}

/** Outputs of a run's finished steps. */
export async function listOutputs(db: Db, input: { runId: RunId; idx?: number }): Promise<StepOutput[]> {
  const one = input.idx === undefined ? sql`true` : sql`u.idx = ${input.idx}`;
  return queryRows(
    db,
    stepOutputSchema,
    sql`select u.idx, u.port, to_jsonb(a) as artifact from artifact_use u join artifact a on a.hash = u.hash
        where u.run_id = ${input.runId}::uuid and u.dir = 'out' and ${one} order by u.idx, u.port`,
  );
}

/** Hash of what a finished step made on one port; null when nothing is recorded. */
export async function findOutputHash(
  db: Db,
  o: { runId: RunId; idx: number; port: string },
): Promise<ArtifactHash | null> {
  const row = await queryRow(
    db,
    z.object({ hash: artifactHashSchema }),
    sql`select hash from artifact_use where run_id = ${o.runId}::uuid and idx = ${o.idx} and dir = 'out' and port = ${o.port}`,
  );
  return row?.hash ?? null;
}

/** Inputs of one finished step. */
export async function listInputs(db: Db, input: { runId: RunId; idx: number }): Promise<StepInput[]> {
  return queryRows(
    db,
    stepInputSchema,
    sql`select u.idx, u.from_idx as "from", u.port, to_jsonb(a) as artifact from artifact_use u join artifact a on a.hash = u.hash
        where u.run_id = ${input.runId}::uuid and u.idx = ${input.idx} and u.dir = 'in' order by u.from_idx, u.port`,
  );
}
