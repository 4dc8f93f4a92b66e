import { getBatch, latestBatch } from '@millrace/db';
import { batchIdSchema, datasetIdSchema, type ProjectId } from '@millrace/pipeline-core/ids';
import { reservedColumns, type TableSchema } from '@millrace/pipeline-core/schema';
import { z } from 'zod';
import { database } from '../database';
import { projectQuery } from '../use-case';

const reserved = new Set<string>(Object.values(reservedColumns));

/** Columns behind dataset steps, so that the editor knows types and missing shares before anything ran. */
export const datasetTablesUseCase = projectQuery(
  'view',
  z.object({ wanted: z.array(z.object({ dataset: z.string(), batch: z.string() })).max(200) }),
  async ({ project }, { wanted }) => ({
    tables: await Promise.all(wanted.map(async (key) => ({ ...key, table: await tableOf(project.id, key) }))),
  }),
);

async function tableOf(projectId: ProjectId, key: { dataset: string; batch: string }): Promise<TableSchema | null> {
  const dataset = datasetIdSchema.safeParse(key.dataset);
  if (!dataset.success) return null;
  const pinned = batchIdSchema.safeParse(key.batch);
  const batch = pinned.success
    ? await getBatch(database(), { projectId, id: pinned.data })
    : await latestBatch(database(), { projectId, datasetId: dataset.data });
  if (batch === null || batch.datasetId !== dataset.data) return null;
  const distinct = new Map(batch.profile.columns.map((column) => [column.name, column.distinct]));
  const columns = batch.meta.columns.filter(({ name }) => !reserved.has(name));
  return {
    rows: batch.rows,
    split: false,
    columns: columns.map(({ sqlType: _sqlType, ...column }) => {
      const count = distinct.get(column.name);
      return count === undefined ? column : { ...column, distinct: count };
    }),
  };
}
