import {
  type ArtifactHash,
  artifactHashSchema,
  type BatchId,
  batchIdSchema,
  type DatasetId,
  type ProjectId,
} from '@millrace/pipeline-core/ids';
import type { TableProfile } from '@millrace/pipeline-core/profile';
import type { Db } from '../client';
import { type Batch, type BatchSummary, batchSummarySchema, toBatch, toBatchSummary } from '../mappers/dataset-row';
import { sql, toJson } from '../raw-query';

/** What lists of batches leave out: it may be megabytes each. */
export const withoutProfile = { profile: true, rejects: true, notes: true } as const;

export async function getBatch(db: Db, key: { projectId: ProjectId; id: BatchId }): Promise<Batch | null> {
  const row = await db.prisma.batch.findFirst({
    where: { id: key.id, dataset: { projectId: key.projectId, deletedAt: null } },
  });
  return row === null ? null : toBatch(row);
}

/** The newest batch of a dataset that is ready: what a dataset step set to "latest" reads. */
export async function latestBatch(db: Db, key: { projectId: ProjectId; datasetId: DatasetId }): Promise<Batch | null> {
  const row = await db.prisma.batch.findFirst({
    where: { datasetId: key.datasetId, state: 'ready', dataset: { projectId: key.projectId, deletedAt: null } },
    orderBy: { number: 'desc' },
  });
  return row === null ? null : toBatch(row);
}

/** Batches of a dataset, newest first. */
export async function listBatches(
  db: Db,
  key: { projectId: ProjectId; datasetId: DatasetId },
): Promise<BatchSummary[]> {
  const rows = await db.prisma.batch.findMany({
    where: { datasetId: key.datasetId, dataset: { projectId: key.projectId, deletedAt: null } },
    orderBy: { number: 'desc' },
    omit: withoutProfile,
  });
  return rows.map((row) => toBatchSummary(row));
}

/** The tables of batches of a dataset, by batch. */
export async function listBatchTables(
  db: Db,
  key: { projectId: ProjectId; datasetId: DatasetId },
): Promise<Map<BatchId, ArtifactHash>> {
  const rows = await db.prisma.batch.findMany({
    where: { datasetId: key.datasetId, dataset: { projectId: key.projectId, deletedAt: null } },
    select: { id: true, tableHash: true },
  });
  return new Map(rows.map(({ id, tableHash }) => [batchIdSchema.parse(id), artifactHashSchema.parse(tableHash)]));
}

/** The first batch of a dataset with exactly these bytes, rejected ones aside: a landing of the same file again. */
export async function findBatchWithBytes(
  db: Db,
  key: { datasetId: DatasetId; rawHash: ArtifactHash },
): Promise<{ id: BatchId; number: number } | null> {
  const row = await db.prisma.batch.findFirst({
    where: { ...key, state: { not: 'rejected' } },
    orderBy: { number: 'asc' },
    select: { id: true, number: true },
  });
  return row === null ? null : { id: batchIdSchema.parse(row.id), number: row.number };
}

/** Changes what is known of the columns of a batch, one change at a time. Null when the batch is not there. */
export async function changeBatchProfile(
  db: Db,
  key: { projectId: ProjectId; id: BatchId },
  change: (profile: TableProfile) => TableProfile,
): Promise<TableProfile | null> {
  return db.transaction(async (tx) => {
    await tx.prisma.$queryRaw(
      sql`select b.id from batch b join dataset d on d.id = b.dataset_id
          where b.id = ${key.id}::uuid and d.project_id = ${key.projectId}::uuid for update of b`,
    );
    const batch = await getBatch(tx, key);
    if (batch === null) return null;
    const profile = change(batch.profile);
    await tx.prisma.batch.update({ where: { id: key.id }, data: { profile: toJson(profile) } });
    return profile;
  });
}

/** How batches are now, by batch. */
export async function listBatchStates(
  db: Db,
  ids: readonly BatchId[],
): Promise<Map<BatchId, Pick<BatchSummary, 'number' | 'state'>>> {
  const rows = await db.prisma.batch.findMany({
    where: { id: { in: [...ids] } },
    select: { id: true, number: true, state: true },
  });
  const states = rows.map((row) => batchSummarySchema.pick({ id: true, number: true, state: true }).parse(row));
  return new Map(states.map(({ id, ...rest }) => [id, rest]));
}
