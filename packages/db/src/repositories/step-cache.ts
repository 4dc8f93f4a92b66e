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
    sql`select c.fingerprint, c.run_id as "runId", c.idx, o.outputs
        from step_cache c
        cross join lateral (select jsonb_agg(jsonb_build_object('port', u.port, 'hash', u.hash)) as outputs, bool_and(a.state = 'live') as live
                            from artifact_use u join artifact a on a.hash = u.hash
                            where u.run_id = c.run_id and u.idx = c.idx and u.dir = 'out') o
        where c.project_id = ${input.projectId}::uuid and c.fingerprint = any(${[...input.fingerprints]}::text[]) and o.live`,
  );
  return new Map(rows.map(({ fingerprint, ...cached }) => [fingerprint, cached]));
}

/** Remembers that a step of a run has this fingerprint. */
export async function rememberStep(
  db: Db,
  input: { projectId: ProjectId; fingerprint: string; runId: RunId; idx: number },
): Promise<void> {
  await db.prisma.$executeRaw`
    insert into step_cache (project_id, fingerprint, run_id, idx)
    values (${input.projectId}::uuid, ${input.fingerprint}, ${input.runId}::uuid, ${input.idx})
    on conflict (project_id, fingerprint) do update set run_id = excluded.run_id, idx = excluded.idx`;
}
