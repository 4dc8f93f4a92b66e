import { type DatasetId, type PipelineId, type ProjectId, pipelineIdSchema } from '@millrace/pipeline-core/ids';
import { err, ok, type Result } from '@millrace/pipeline-core/result';
import { z } from 'zod';
import type { Db } from '../client';
import { type BatchSummary, batchSummarySchema, type Dataset, datasetSchema } from '../mappers/dataset-row';
import { isUniqueViolation, queryRow, queryRows, sql } from '../raw-query';

export type DatasetKey = { projectId: ProjectId; id: DatasetId };
export type DatasetWithLatest = Dataset & { batches: number; latest: BatchSummary | null };

/** Makes a dataset. Names are unique among the datasets a project shows. */
export async function createDataset(
  db: Db,
  input: { projectId: ProjectId; name: string; createdBy: string },
): Promise<Result<Dataset, 'name-taken'>> {
  try {
    return ok(datasetSchema.parse(await db.prisma.dataset.create({ data: input })));
  } catch (error) {
    if (isUniqueViolation(error)) return err('name-taken');
    throw error;
  }
}

export async function getDataset(db: Db, key: DatasetKey): Promise<Dataset | null> {
  const row = await db.prisma.dataset.findFirst({ where: { ...key, deletedAt: null } });
  return row === null ? null : datasetSchema.parse(row);
}

export async function findDatasetByName(
  db: Db,
  input: { projectId: ProjectId; name: string },
): Promise<Dataset | null> {
  const row = await db.prisma.dataset.findFirst({ where: { ...input, deletedAt: null } });
  return row === null ? null : datasetSchema.parse(row);
}

/** Datasets of a project with their newest batch, newest dataset first. */
export async function listDatasets(db: Db, projectId: ProjectId): Promise<DatasetWithLatest[]> {
  const rows = await db.prisma.dataset.findMany({
    where: { projectId, deletedAt: null },
    orderBy: { createdAt: 'desc' },
    include: { _count: { select: { batches: true } } },
  });
  const latest = await newestBatches(db, projectId);
  return rows.map((row) => ({
    ...datasetSchema.parse(row),
    batches: row._count.batches,
    latest: latest.get(row.id) ?? null,
  }));
}

async function newestBatches(db: Db, projectId: ProjectId): Promise<Map<string, BatchSummary>> {
  const rows = await queryRows(
    db,
    batchSummarySchema,
    sql`select distinct on (b.dataset_id) b.id, b.dataset_id as "datasetId", b.number, b.file_name as "fileName", b.format,
          b.bytes, b.rows, jsonb_array_length(b.meta->'columns') as columns, b.rejected, b.state,
          b.state_reason as "stateReason", b.same_as as "sameAs", b.replay, b.source_id as "sourceId", b.run_id as "runId",
          b.created_by as "createdBy",
          b.created_at as "createdAt"
        from batch b join dataset d on d.id = b.dataset_id
        where d.project_id = ${projectId}::uuid and d.deleted_at is null and b.state = 'ready' order by b.dataset_id, b.number desc`,
  );
  return new Map(rows.map((row) => [row.datasetId, row]));
}

/** Names are unique among the datasets a project shows. */
export async function renameDataset(
  db: Db,
  input: DatasetKey & { name: string },
): Promise<Result<void, 'missing' | 'name-taken'>> {
  const { name, ...key } = input;
  try {
    const { count } = await db.prisma.dataset.updateMany({ where: { ...key, deletedAt: null }, data: { name } });
    return count === 1 ? ok(undefined) : err('missing');
  } catch (error) {
    if (isUniqueViolation(error)) return err('name-taken');
    throw error;
  }
}

/** Pipelines with a step that reads the dataset, by name. */
export async function listPipelinesReading(db: Db, key: DatasetKey): Promise<{ id: PipelineId; name: string }[]> {
  return queryRows(
    db,
    z.object({ id: pipelineIdSchema, name: z.string() }),
    sql`select p.id, p.name from pipeline p
        where p.project_id = ${key.projectId}::uuid and p.deleted_at is null and exists (
          select from jsonb_each(p.document -> 'steps') s where s.value -> 'params' ->> 'dataset' = ${key.id})
        order by p.name, p.id`,
  );
}

/** Hides a dataset; its name becomes free again. Batches stay: runs that read them can still be explained. */
export async function deleteDataset(db: Db, key: DatasetKey): Promise<boolean> {
  const rows = await queryRows(
    db,
    z.object({ id: z.string() }),
    sql`update dataset set deleted_at = now(), name = name || ' (deleted ' || id || ')'
        where id = ${key.id}::uuid and project_id = ${key.projectId}::uuid and deleted_at is null returning id`,
  );
  return rows.length === 1;
}

/** Name that a deleted dataset had; null for one that is still there, or never was. */
export async function getDeletedDatasetName(db: Db, key: DatasetKey): Promise<string | null> {
  const row = await queryRow(
    db,
    z.object({ name: z.string() }),
    sql`select replace(name, ' (deleted ' || id || ')', '') as name from dataset
        where id = ${key.id}::uuid and project_id = ${key.projectId}::uuid and deleted_at is not null`,
  );
  return row?.name ?? null;
}
