import type { Comparison } from '@millrace/pipeline-core/events';
import type { ProjectId, RunId } from '@millrace/pipeline-core/ids';
import type { Db } from '../client';
import { type ComparisonRecord, comparisonRecordSchema } from '../mappers/model-row';
import { queryRow, sql, toJson } from '../raw-query';
import { findOutputHash } from './step-runs';

/** Keeps what a compare step found, with its artifact; a second call for the same step changes nothing. */
export async function recordComparison(
  db: Db,
  input: { projectId: ProjectId; runId: RunId; idx: number; result: Comparison },
): Promise<void> {
  const artifactHash = await findOutputHash(db, { ...input, port: 'comparison' });
  await db.prisma.comparison.upsert({
    where: { runId_idx: { runId: input.runId, idx: input.idx } },
    create: { ...input, artifactHash, result: toJson(input.result) },
    update: {},
  });
}

/**
 * The comparison of a run, its own or the one of an earlier run that it took from the cache; of several the one furthest
 * down the pipeline.
 */
export async function getComparison(
  db: Db,
  { projectId, runId }: { projectId: ProjectId; runId: RunId },
): Promise<ComparisonRecord | null> {
  return queryRow(
    db,
    comparisonRecordSchema,
    sql`select ${runId}::uuid as "runId", coalesce(u.idx, c.idx) as idx, c.project_id as "projectId", c.result,
          c.created_at as "createdAt"
        from comparison c
        left join artifact_use u on u.run_id = ${runId}::uuid and u.dir = 'out' and u.hash = c.artifact_hash
        where c.project_id = ${projectId}::uuid and (c.run_id = ${runId}::uuid or u.run_id is not null)
        order by 2 desc limit 1`,
  );
}
