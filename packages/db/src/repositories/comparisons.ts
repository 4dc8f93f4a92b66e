import type { Comparison } from '@millrace/pipeline-core/events';
import type { ProjectId, RunId } from '@millrace/pipeline-core/ids';
import type { Db } from '../client';
import { type ComparisonRecord, comparisonRecordSchema } from '../mappers/model-row';
import { toJson } from '../raw-query';

/** Keeps what a compare step found; a second call for the same step changes nothing. */
export async function recordComparison(
  db: Db,
  input: { projectId: ProjectId; runId: RunId; idx: number; result: Comparison },
): Promise<void> {
  await db.prisma.comparison.upsert({
    where: { runId_idx: { runId: input.runId, idx: input.idx } },
    create: { ...input, result: toJson(input.result) },
    update: {},
  });
}

/** The comparison of a run; of several the one furthest down the pipeline. */
export async function getComparison(
  db: Db,
  key: { projectId: ProjectId; runId: RunId },
): Promise<ComparisonRecord | null> {
  const row = await db.prisma.comparison.findFirst({ where: key, orderBy: { idx: 'desc' } });
  return row === null ? null : comparisonRecordSchema.parse(row);
}
