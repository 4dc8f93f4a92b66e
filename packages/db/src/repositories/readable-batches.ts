import { type TableMeta, tableMetaSchema } from '@millrace/pipeline-core/features';
import {
  type ArtifactHash,
  artifactHashSchema,
  type BatchId,
  batchIdSchema,
  type DatasetId,
  type ProjectId,
  type SourceId,
  sourceIdSchema,
} from '@millrace/pipeline-core/ids';
import { countListed, type RejectCounts } from '@millrace/pipeline-core/sources';
import { z } from 'zod';
import type { Db } from '../client';
import { Prisma } from '../generated/client';
import { batchSchema } from '../mappers/dataset-row';
import { queryRows, sql } from '../raw-query';

/** What is read of a batch to read its rows together with those of others. */
const readable = {
  id: true,
  number: true,
  rows: true,
  rejected: true,
  rawHash: true,
  tableHash: true,
  metaHash: true,
  replay: true,
  sourceId: true,
} as const;
const readableSchema = batchSchema.pick(readable);
export type ReadableBatch = z.output<typeof readableSchema>;

/** Batches of a dataset that are ready, oldest first, `most` of them; with `since` those that landed then or later. */
export async function listReadableBatches(
  db: Db,
  o: { projectId: ProjectId; datasetId: DatasetId; since: Date | null; most: number },
): Promise<ReadableBatch[]> {
  const rows = await db.prisma.batch.findMany({
    where: {
      datasetId: o.datasetId,
      state: 'ready',
      dataset: { projectId: o.projectId, deletedAt: null },
      ...(o.since === null ? {} : { createdAt: { gte: o.since } }),
    },
    orderBy: { number: 'asc' },
    take: o.most,
    select: readable,
  });
  return rows.map((row) => readableSchema.parse(row));
}

/** What of a dataset its sources landed for the first time: which batches, whatever became of them, oldest first. */
export async function listFirstLandings(
  db: Db,
  o: { projectId: ProjectId; datasetId: DatasetId; sources: readonly SourceId[] },
): Promise<{ number: number; sourceId: SourceId }[]> {
  const rows = await db.prisma.batch.findMany({
    where: {
      datasetId: o.datasetId,
      sourceId: { in: [...o.sources] },
      replay: { equals: Prisma.DbNull },
      dataset: { projectId: o.projectId, deletedAt: null },
    },
    orderBy: { number: 'asc' },
    select: { number: true, sourceId: true },
  });
  return rows.map((row) => firstLandingSchema.parse(row));
}

const firstLandingSchema = z.object({ number: z.number().int(), sourceId: sourceIdSchema });

/** How long the list of lines and that of cells is that a batch keeps of what landing could not read. */
const listedSchema = z.object({ id: batchIdSchema, lines: z.number().int(), cells: z.number().int() });

/** How much of batches landing could not read, by batch: told from the lengths of their lists, which stay where they are. */
export async function countBatchRejects(
  db: Db,
  o: { projectId: ProjectId; batches: readonly { id: BatchId; rejected: number }[] },
): Promise<Map<BatchId, RejectCounts>> {
  const short = new Map(o.batches.flatMap(({ id, rejected }) => (rejected > 0 ? [[id, rejected] as const] : [])));
  if (short.size === 0) return new Map();
  const listed = await queryRows(
    db,
    listedSchema,
    sql`select b.id::text as id, count(*) filter (where r -> 'column' is null)::int as lines,
               count(r -> 'column')::int as cells
        from batch b join dataset d on d.id = b.dataset_id
          cross join lateral jsonb_array_elements(case jsonb_typeof(b.rejects) when 'array' then b.rejects end) r
        where b.id = any(${[...short.keys()]}::uuid[]) and d.project_id = ${o.projectId}::uuid
        group by b.id`,
  );
  return new Map(listed.map(({ id, ...lists }) => [id, countListed(short.get(id) ?? 0, lists)]));
}

/** The columns of batches, by the hash of their metadata: batches with equal ones share them. */
export async function listBatchMetas(
  db: Db,
  o: { projectId: ProjectId; batches: readonly Pick<ReadableBatch, 'id' | 'metaHash'>[] },
): Promise<Map<ArtifactHash, TableMeta>> {
  const one = new Map(o.batches.map(({ id, metaHash }) => [metaHash, id]));
  const rows = await db.prisma.batch.findMany({
    where: { id: { in: [...one.values()] }, dataset: { projectId: o.projectId } },
    select: { metaHash: true, meta: true },
  });
  return new Map(rows.map(({ metaHash, meta }) => [artifactHashSchema.parse(metaHash), tableMetaSchema.parse(meta)]));
}
