import type { ArtifactHash, ProjectId, RunId } from '@millrace/pipeline-core/ids';
import { artifactHashSchema, runIdSchema } from '@millrace/pipeline-core/ids';
import { z } from 'zod';
import type { Db } from '../client';
import { queryRows, sql } from '../raw-query';

/** A result that can be used again: which step made it and what it made, by port. */
export type CachedStep = { runId: RunId; idx: number; outputs: { port: string; hash: ArtifactHash }[] };

const rowSchema = z.object({
  fingerprint: z.string(),
  runId: runIdSchema,
  idx: z.number().int(),
  outputs: z.array(z.object({ port: z.string(), hash: artifactHashSchema })),
});

/** Results with these fingerprints whose artifacts are all still there. The cache is a hint: no answer means "run it". */
export async function findCachedSteps(
  db: Db,
  input: { projectId: ProjectId; fingerprints: readonly string[] },
): Promise<Map<string, CachedStep>> {
  if (input.fingerprints.length === 0) return new Map();
  const rows = await queryRows(
    db,
    rowSchema,
    sql`select fingerprint, run_id as "runId", idx, outputs
        from mr_cached(${input.projectId}::uuid, ${[...input.fingerprints]}::text[])`,
  );
  return new Map(rows.map(({ fingerprint, ...cached }) => [fingerprint, cached]));
}
