import type { BatchId, ProjectId, SourceId } from '@millrace/pipeline-core/ids';
import type { Db } from '../client';
import { type BatchSummary, toBatchSummary } from '../mappers/dataset-row';
import { getBatch, withoutProfile } from './batches';
import { announceBatch } from './land-batches';

/** A person's word about a batch in quarantine; one that is accepted is announced like any other. False when it is not there, or not in quarantine. */
export async function decideBatch(
  db: Db,
  input: { projectId: ProjectId; id: BatchId; state: 'ready' | 'rejected' },
): Promise<boolean> {
  const { projectId, id, state } = input;
  return db.transaction(async (tx) => {
    const { count } = await tx.prisma.batch.updateMany({
      where: { id, state: 'quarantined', dataset: { projectId, deletedAt: null } },
      data: { state },
    });
    const batch = count === 1 && state === 'ready' ? await getBatch(tx, { projectId, id }) : null;
    if (batch !== null) await announceBatch(tx, batch);
    return count === 1;
  });
}

/** Batches of a source that wait in quarantine for a person, oldest first. */
export async function listQuarantined(
  db: Db,
  key: { projectId: ProjectId; sourceId: SourceId },
): Promise<BatchSummary[]> {
  const rows = await db.prisma.batch.findMany({
    where: { sourceId: key.sourceId, state: 'quarantined', dataset: { projectId: key.projectId, deletedAt: null } },
    orderBy: { number: 'asc' },
    omit: withoutProfile,
  });
  return rows.map((row) => toBatchSummary(row));
}

/** How many batches of each source wait in quarantine for a person. */
export async function countQuarantined(db: Db, sourceIds: readonly SourceId[]): Promise<Map<string, number>> {
  const rows = await db.prisma.batch.groupBy({
    by: ['sourceId'],
    where: { sourceId: { in: [...sourceIds] }, state: 'quarantined' },
    _count: { id: true },
  });
  return new Map(rows.flatMap(({ sourceId, _count }) => (sourceId === null ? [] : [[sourceId, _count.id] as const])));
}
