import { randomUUID } from 'node:crypto';
import { PipelineError } from '@millrace/pipeline-core/errors';
import { platformEvent } from '@millrace/pipeline-core/events';
import type { TableMeta } from '@millrace/pipeline-core/features';
import {
  type BatchId,
  batchIdSchema,
  type DatasetId,
  projectIdSchema,
  type RunId,
  type SourceId,
} from '@millrace/pipeline-core/ids';
import type { Json } from '@millrace/pipeline-core/json';
import type { TableProfile } from '@millrace/pipeline-core/profile';
import type { ReplayRequest } from '@millrace/pipeline-core/sources';
import type { Db } from '../client';
import type { ArtifactRecord } from '../mappers/artifact-row';
import { type Batch, toBatch } from '../mappers/dataset-row';
import { storableText } from '../protocol/storable-json';
import { sql, toJson } from '../raw-query';
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
    if (batch.state === 'ready') await announceBatch(tx, batch);
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
export async function announceBatch(tx: Db, batch: Batch): Promise<void> {
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

/** Holds a dataset until the transaction ends, so that batches are looked at and added by one at a time. */
export async function lockDataset(tx: Db, datasetId: DatasetId): Promise<void> {
  await tx.prisma.$queryRaw(sql`select id from dataset where id = ${datasetId}::uuid for update`);
}
