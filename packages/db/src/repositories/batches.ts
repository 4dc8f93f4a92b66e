import { randomUUID } from 'node:crypto';
import { PipelineError } from '@millrace/pipeline-core/errors';
import { platformEvent } from '@millrace/pipeline-core/events';
import { type TableMeta, tableMetaSchema } from '@millrace/pipeline-core/features';
import {
  type ArtifactHash,
  artifactHashSchema,
  type BatchId,
  batchIdSchema,
  type DatasetId,
  type ProjectId,
  projectIdSchema,
  type RunId,
  type SourceId,
  sourceIdSchema,
} from '@millrace/pipeline-core/ids';
import type { Json } from '@millrace/pipeline-core/json';
import type { TableProfile } from '@millrace/pipeline-core/profile';
import { countListed, type RejectCounts, type ReplayRequest } from '@millrace/pipeline-core/sources';
import { z } from 'zod';
import type { Db } from '../client';
import { Prisma } from '../generated/client';
import type { ArtifactRecord } from '../mappers/artifact-row';
import {
  type Batch,
  type BatchSummary,
  batchSchema,
  batchSummarySchema,
  toBatch,
  toBatchSummary,
} from '../mappers/dataset-row';
import { storableText } from '../protocol/storable-json';
import { queryRows, sql, toJson } from '../raw-query';
import { pinArtifacts, recordArtifacts } from './artifacts';
import { publishEvents } from './bus';

export type NewBatch = {
  /** Given when other records name the batch before it exists. */
  id?: BatchId;
  datasetId: DatasetId;
  fileName: string;
  format: string;
  /** Size of the raw file. */
  bytes: number;
  raw: ArtifactRecord;
  table: ArtifactRecord;
  meta: { record: ArtifactRecord; value: TableMeta };
  rejected: number;
  profile: TableProfile;
  rejects: Json;
  notes: Json;
  createdBy: string;
  /** Of a landing by a source: which, in which run, and what became of it. */
  source?: {
    id: SourceId;
    run: RunId;
    state: 'ready' | 'quarantined';
    reason: string | null;
    sameAs: number | null;
    replay?: ReplayRequest;
  };
};

/** Lands a batch in one transaction: its artifacts are recorded and pinned, its number is the next of the dataset. */
export async function addBatch(db: Db, input: NewBatch): Promise<Batch> {
  const id = input.id ?? batchIdSchema.parse(randomUUID());
  const records = [input.raw, input.table, input.meta.record];
  return db.transaction(async (tx) => {
    await lockDataset(tx, input.datasetId);
    await recordArtifacts(tx, records);
    await pinOrFail(tx, id, records);
    const last = await tx.prisma.batch.aggregate({ where: { datasetId: input.datasetId }, _max: { number: true } });
    const row = await tx.prisma.batch.create({
      data: {
        id,
        datasetId: input.datasetId,
        number: (last._max.number ?? 0) + 1,
        fileName: storableText(input.fileName),
        format: input.format,
        bytes: input.bytes,
        rawHash: input.raw.hash,
        tableHash: input.table.hash,
        metaHash: input.meta.record.hash,
        rows: input.meta.value.rows,
        rejected: input.rejected,
        meta: toJson(input.meta.value),
        profile: toJson(input.profile),
        rejects: toJson(input.rejects),
        notes: toJson(input.notes),
        createdBy: input.createdBy,
        ...(input.source === undefined
          ? {}
          : {
              sourceId: input.source.id,
              runId: input.source.run,
              state: input.source.state,
              stateReason: input.source.reason,
              sameAs: input.source.sameAs,
              ...(input.source.replay === undefined ? {} : { replay: input.source.replay }),
            }),
      },
    });
    const batch = toBatch(row);
    if (batch.state === 'ready') await announce(tx, batch);
    return batch;
  });
}

/**
 * The same, once under an id: who comes later, or at the same time, gets the batch that is there as it is, whichever its
 * dataset and its bytes.
 */
export async function addBatchOnce(
  db: Db,
  input: NewBatch & { id: BatchId },
): Promise<{ batch: Batch; created: boolean }> {
  return db.transaction(async (tx) => {
    await tx.prisma.$executeRaw(sql`select pg_advisory_xact_lock(hashtextextended(${input.id}, 0))`);
    const there = await tx.prisma.batch.findUnique({ where: { id: input.id } });
    if (there !== null) return { batch: toBatch(there), created: false };
    return { batch: await addBatch(tx, input), created: true };
  });
}

/** Tells the bus that there are new raw data, in the same transaction: who waits for them hears of no batch that is not there. */
async function announce(tx: Db, batch: Batch): Promise<void> {
  const { id, datasetId, number, rows, rejected, createdAt, sourceId } = batch;
  const dataset = await tx.prisma.dataset.findUniqueOrThrow({ where: { id: datasetId }, select: { projectId: true } });
  const projectId = projectIdSchema.parse(dataset.projectId);
  const data = {
    dataset: datasetId,
    batch: id,
    number,
    rows,
    rejected,
    ...(sourceId === null ? {} : { source: sourceId }),
  };
  const subject = `datasets/${datasetId}`;
  const event = platformEvent({ topic: 'raw-data-extracted', key: id, projectId, subject, time: createdAt, data });
  await publishEvents(tx, { projectId, topic: 'raw-data-extracted', events: [event] });
}

async function pinOrFail(db: Db, id: BatchId, records: ArtifactRecord[]): Promise<void> {
  const hashes = records.map((record) => record.hash);
  if (await pinArtifacts(db, { ownerKind: 'batch', ownerId: id, hashes })) return;
  throw new PipelineError({
    code: 'artifact-gone',
    family: 'operator',
    place: 'Landing',
    seen: 'a stored file that is being cleaned up',
    expected: 'all files of the batch in the store',
    next: 'Upload the file again.',
  });
}

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

/** What is needed of a batch to read it together with others. */
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
    select: {
      id: true,
      number: true,
      rows: true,
      rejected: true,
      rawHash: true,
      tableHash: true,
      metaHash: true,
      replay: true,
      sourceId: true,
    },
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

const readableSchema = batchSchema.pick({
  id: true,
  number: true,
  rows: true,
  rejected: true,
  rawHash: true,
  tableHash: true,
  metaHash: true,
  replay: true,
  sourceId: true,
});

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

/** Batches of a dataset, newest first. */
export async function listBatches(
  db: Db,
  key: { projectId: ProjectId; datasetId: DatasetId },
): Promise<BatchSummary[]> {
  const rows = await db.prisma.batch.findMany({
    where: { datasetId: key.datasetId, dataset: { projectId: key.projectId, deletedAt: null } },
    orderBy: { number: 'desc' },
    omit: { profile: true, rejects: true, notes: true },
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
    if (batch !== null) await announce(tx, batch);
    return count === 1;
  });
}

/** Holds a dataset until the transaction ends, so that batches are looked at and added by one at a time. */
export async function lockDataset(tx: Db, datasetId: DatasetId): Promise<void> {
  await tx.prisma.$queryRaw(sql`select id from dataset where id = ${datasetId}::uuid for update`);
}

/** Batches of a source that wait in quarantine for a person, oldest first. */
export async function listQuarantined(
  db: Db,
  key: { projectId: ProjectId; sourceId: SourceId },
): Promise<BatchSummary[]> {
  const rows = await db.prisma.batch.findMany({
    where: { sourceId: key.sourceId, state: 'quarantined', dataset: { projectId: key.projectId, deletedAt: null } },
    orderBy: { number: 'asc' },
    omit: { profile: true, rejects: true, notes: true },
  });
  return rows.map((row) => toBatchSummary(row));
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

/** How many batches of each source wait in quarantine for a person. */
export async function countQuarantined(db: Db, sourceIds: readonly SourceId[]): Promise<Map<string, number>> {
  const rows = await db.prisma.batch.groupBy({
    by: ['sourceId'],
    where: { sourceId: { in: [...sourceIds] }, state: 'quarantined' },
    _count: { id: true },
  });
  return new Map(rows.flatMap(({ sourceId, _count }) => (sourceId === null ? [] : [[sourceId, _count.id] as const])));
}
