import { chooseBatches, getBatch, getDataset, latestBatch, listBatchMetas } from '@millrace/db';
import { batchIdSchema, datasetIdSchema, type ProjectId } from '@millrace/pipeline-core/ids';
import { reservedColumns, type TableSchema } from '@millrace/pipeline-core/schema';
import {
  type BatchTables,
  groupBatches,
  isSeveral,
  leftOutWords,
  readBatchChoice,
} from '@millrace/pipeline-core/steps';
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

type Key = { dataset: string; batch: string };

async function tableOf(projectId: ProjectId, key: Key): Promise<TableSchema | BatchTables | null> {
  const dataset = datasetIdSchema.safeParse(key.dataset);
  const choice = readBatchChoice(key.batch);
  if (!dataset.success || choice === null) return null;
  if (isSeveral(choice)) return tablesOf(projectId, key);
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

/** Columns of several batches that are read as one table; null where the dataset is gone. */
async function tablesOf(projectId: ProjectId, key: Key): Promise<BatchTables | null> {
  const chosen = await chooseBatches(database(), { projectId, ...key });
  if (chosen === null) return null;
  if (chosen === 'too-many') return { several: [], tooMany: true };
  if (chosen.read.length === 0) {
    const dataset = await getDataset(database(), { projectId, id: datasetIdSchema.parse(key.dataset) });
    return dataset === null ? null : { several: [] };
  }
  const metas = await listBatchMetas(database(), { projectId, batches: chosen.read });
  const tables = chosen.read.flatMap(({ metaHash, number, rows }) => {
    const columns = metas.get(metaHash)?.columns.filter(({ name }) => !reserved.has(name));
    if (columns === undefined) return [];
    return [{ number, table: { rows, split: false, columns: columns.map(({ sqlType: _sqlType, ...rest }) => rest) } }];
  });
  const warnings = chosen.leftOut.filter(({ lost }) => lost).map(leftOutWords);
  return { several: groupBatches(tables), ...(warnings.length === 0 ? {} : { warnings }) };
}
