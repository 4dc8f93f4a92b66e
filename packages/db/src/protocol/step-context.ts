import {
  type ArtifactHash,
  artifactHashSchema,
  type ProjectId,
  projectIdSchema,
  type RunId,
} from '@millrace/pipeline-core/ids';
import { z } from 'zod';
import { type Artifact, artifactSchema } from '../mappers/artifact-row';
import type { Queryable } from './calls';

/** What a worker must read before it can execute a leased step. */
export type StepContext = {
  projectId: ProjectId;
  /** The live artifacts among those asked for, by hash. */
  artifacts: Map<string, Artifact>;
  /** Titles of steps of the run, by index. */
  titles: Record<string, string>;
  /** What an equal step made before, if it can be used again. */
  cached: { port: string; hash: ArtifactHash }[] | null;
  /** Somebody asked the drawn step to finish with the best so far. */
  asked: boolean;
  /** No other attempt follows when this one fails. */
  lastAttempt: boolean;
  /** How far the database's clock, the only one that counts, is ahead of this machine's: milliseconds, less the way of the answer. */
  clockAhead: number;
};

const rowSchema = z.object({
  project_id: projectIdSchema,
  artifacts: z.array(artifactSchema),
  titles: z.record(z.string(), z.string()),
  cached: z.array(z.object({ port: z.string(), hash: artifactHashSchema })).nullable(),
  asked: z.boolean(),
  last_attempt: z.boolean(),
  now: z.number(),
});

/**
 * Reads a step's project, artifacts, the titles of its parents, what was asked of it and, by fingerprint, an earlier equal
 * result, in one round trip. Null: the run is gone.
 */
export async function readStepContext(
  on: Queryable,
  input: { runId: RunId; idx: number; hashes: readonly string[]; idxs: readonly number[]; fingerprint: string | null },
): Promise<StepContext | null> {
  const { rows } = await on.query({
    name: 'mr_step_context',
    text: `select r.project_id,
        (select coalesce(jsonb_agg(to_jsonb(a)),'[]') from artifact a where a.hash=any($2) and a.state='live') artifacts,
        (select coalesce(jsonb_object_agg(t.idx,coalesce(t.spec->>'title','')),'{}') from step_run t where t.run_id=r.id and t.idx=any($3)) titles,
        (select c.outputs from mr_cached(r.project_id,array[$4]) c) cached,
        exists (select 1 from step_ask a where a.run_id=r.id and a.kind='finish' and a.step=s.spec->>'step') asked,
        s.attempt-s.losses>=s.max_attempts last_attempt,
        extract(epoch from clock_timestamp())::float8*1000 now
      from run r join step_run s on s.run_id=r.id and s.idx=$5 where r.id=$1`,
    values: [input.runId, [...input.hashes], [...input.idxs], input.fingerprint, input.idx],
  });
  if (rows.length === 0) return null;
  const row = rowSchema.parse(rows[0]);
  return {
    projectId: row.project_id,
    artifacts: new Map(row.artifacts.map((artifact) => [artifact.hash, artifact])),
    titles: row.titles,
    cached: row.cached,
    asked: row.asked,
    lastAttempt: row.last_attempt,
    clockAhead: Math.floor(row.now) - Date.now(),
  };
}
