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
};

const rowSchema = z.object({
  project_id: projectIdSchema,
  artifacts: z.array(artifactSchema),
  titles: z.record(z.string(), z.string()),
  cached: z.array(z.object({ port: z.string(), hash: artifactHashSchema })).nullable(),
});

/**
 * Reads a step's project, artifacts, the titles of its parents and, asked by fingerprint, an earlier equal result, in
 * one round trip. Null: the run is gone.
 */
export async function readStepContext(
  on: Queryable,
  input: { runId: RunId; hashes: readonly string[]; idxs: readonly number[]; fingerprint: string | null },
): Promise<StepContext | null> {
  const { rows } = await on.query({
    name: 'mr_step_context',
    text: `select r.project_id,
        (select coalesce(jsonb_agg(to_jsonb(a)),'[]') from artifact a where a.hash=any($2) and a.state='live') artifacts,
        (select coalesce(jsonb_object_agg(s.idx,coalesce(s.spec->>'title','')),'{}') from step_run s where s.run_id=r.id and s.idx=any($3)) titles,
        (select c.outputs from mr_cached(r.project_id,array[$4]) c) cached
      from run r where r.id=$1`,
    values: [input.runId, [...input.hashes], [...input.idxs], input.fingerprint],
  });
  if (rows.length === 0) return null;
  const row = rowSchema.parse(rows[0]);
  return {
    projectId: row.project_id,
    artifacts: new Map(row.artifacts.map((artifact) => [artifact.hash, artifact])),
    titles: row.titles,
    cached: row.cached,
  };
}
