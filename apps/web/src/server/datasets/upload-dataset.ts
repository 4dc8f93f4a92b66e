import {
  addBatch,
  addBatchOnce,
  appendAudit,
  type Batch,
  createDataset,
  type Dataset,
  findDatasetByName,
  keepTableSketch,
  type NewBatch,
} from '@millrace/db';
import { tableMetaSchema } from '@millrace/pipeline-core/features';
import { artifactHashSchema, type ProjectId } from '@millrace/pipeline-core/ids';
import { jsonSchema } from '@millrace/pipeline-core/json';
import { tableProfileSchema } from '@millrace/pipeline-core/profile';
import { tableSketchSchema } from '@millrace/pipeline-core/sketch';
import { z } from 'zod';
import { callDataService } from '../data-service/client';
import { database } from '../database';
import { Refusal } from '../errors';
import type { ProjectContext } from '../use-case';

const storedFile = z.object({
  hash: artifactHashSchema,
  bytes: z.number(),
  kind: z.string(),
  location: z.string().nullish(),
  inline: jsonSchema.optional(),
});

/** What the data service found in an uploaded file (see its POST /land). */
const landedSchema = z.object({
  format: z.string(),
  raw: storedFile,
  table: storedFile,
  metaArtifact: storedFile,
  meta: tableMetaSchema,
  profile: tableProfileSchema,
  sketch: tableSketchSchema.optional(),
  rejected: z.number().int(),
  rejects: jsonSchema,
  notes: jsonSchema,
});

type Upload = {
  name: string;
  fileName: string;
  body: ReadableStream<Uint8Array> | null;
  length: string | null;
  /** Given, the file lands under it once: when it is there already, it stays as it is. */
  id?: Batch['id'];
  /** Refuses columns of the file before anything is recorded, by throwing. */
  check?: (columns: z.output<typeof tableMetaSchema>['columns']) => void;
};

/** Lands a file as a new batch: of the dataset with this name, or of a new one. */
export async function uploadDataset(context: ProjectContext, o: Upload): Promise<{ dataset: Dataset; batch: Batch }> {
  if (o.body === null) throw new Refusal('invalid', 'The upload has no content.', 'Choose a file with rows.');
  const query = new URLSearchParams({ file: o.fileName });
  const init = {
    method: 'POST',
    body: o.body,
    duplex: 'half',
    headers: o.length === null ? {} : { 'x-file-bytes': o.length },
  } as RequestInit; // `duplex` is missing in the DOM types
  const landed = landedSchema.parse(await (await callDataService(`/land?${query}`, init)).json());
  o.check?.(landed.meta.columns);
  const dataset = await datasetNamed(context, o.name);
  const record = ({ location, inline, ...rest }: z.output<typeof storedFile>) => ({
    ...rest,
    ...(location === null || location === undefined ? {} : { location }),
    ...(inline === undefined ? {} : { inline }),
  });
  const { batch, created } = await addUnder(o.id, {
    datasetId: dataset.id,
    fileName: o.fileName,
    format: landed.format,
    bytes: landed.raw.bytes,
    raw: record(landed.raw),
    table: record(landed.table),
    meta: { record: record(landed.metaArtifact), value: landed.meta },
    rejected: landed.rejected,
    profile: landed.profile,
    rejects: landed.rejects,
    notes: landed.notes,
    createdBy: context.actor,
  });
  if (batch.datasetId !== dataset.id)
    throw new Refusal('conflict', 'This file was landed in another dataset already.', 'Send it under a new key.');
  if (!created) return { dataset, batch };
  if (landed.sketch !== undefined) await keepTableSketch(database(), { table: batch.tableHash, sketch: landed.sketch });
  await appendAudit(database(), {
    projectId: context.project.id,
    actor: context.actor,
    action: 'batch.land',
    subject: batch.id,
    details: { dataset: o.name, file: o.fileName, rows: batch.rows, rejected: batch.rejected },
  });
  return { dataset, batch };
}

async function addUnder(id: Batch['id'] | undefined, input: NewBatch): Promise<{ batch: Batch; created: boolean }> {
  if (id !== undefined) return addBatchOnce(database(), { ...input, id });
  return { batch: await addBatch(database(), input), created: true };
}

async function datasetNamed(context: ProjectContext, name: string): Promise<Dataset> {
  const projectId: ProjectId = context.project.id;
  const present = await findDatasetByName(database(), { projectId, name });
  if (present !== null) return present;
  const made = await createDataset(database(), { projectId, name, createdBy: context.actor });
  if (made.ok) return made.value;
  const raced = await findDatasetByName(database(), { projectId, name });
  if (raced === null)
    throw new Refusal('conflict', `The name “${name}” is taken by a dataset that was deleted.`, 'Choose another name.');
  return raced;
}
