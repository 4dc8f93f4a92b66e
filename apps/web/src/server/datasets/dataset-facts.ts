import { type Batch, chooseBatches, getBatch, latestBatch } from '@millrace/db';
import {
  type ArtifactHash,
  type BatchId,
  batchIdSchema,
  datasetIdSchema,
  type ProjectId,
} from '@millrace/pipeline-core/ids';
import { factsOf, type TableFacts } from '@millrace/pipeline-core/profile';
import { z } from 'zod';
import { readProfile } from '../data-service/client';
import { database } from '../database';
import { projectQuery } from '../use-case';

const wantedSchema = z.object({ dataset: z.string(), batch: z.string(), target: z.string().nullable() });
type Wanted = z.output<typeof wantedSchema>;

/** Figures of the data behind dataset steps that the leakage lint asks for; against a target where one is predicted. */
export const datasetFactsUseCase = projectQuery(
  'view',
  z.object({ wanted: z.array(wantedSchema).max(200) }),
  async ({ project }, { wanted }) => ({
    facts: await Promise.all(wanted.map(async (key) => ({ ...key, facts: await factsFor(project.id, key) }))),
  }),
);

async function factsFor(projectId: ProjectId, key: Wanted): Promise<TableFacts | null> {
  const batch = await findBatch(projectId, key);
  if (batch === null) return null;
  const { target } = key;
  if (target === null || !batch.meta.columns.some(({ name }) => name === target)) return factsOf(batch.profile);
  // Scores are a help: without them the lint still sees what the drawing and the landing tell.
  return scoredFacts(batch.tableHash, target).catch(() => factsOf(batch.profile));
}

async function findBatch(projectId: ProjectId, key: Wanted): Promise<Batch | null> {
  const dataset = datasetIdSchema.safeParse(key.dataset);
  if (!dataset.success) return null;
  const newest = await newestOfSeveral(projectId, key);
  const pinned = batchIdSchema.safeParse(newest ?? key.batch);
  const batch = pinned.success
    ? await getBatch(database(), { projectId, id: pinned.data })
    : await latestBatch(database(), { projectId, datasetId: dataset.data });
  return batch === null || batch.datasetId !== dataset.data ? null : batch;
}

/** Of several batches the newest stands for all: figures of columns are kept by batch. */
async function newestOfSeveral(projectId: ProjectId, key: Wanted): Promise<BatchId | null> {
  const chosen = await chooseBatches(database(), { projectId, ...key });
  return chosen === null || chosen === 'too-many' ? null : (chosen.read.at(-1)?.id ?? null);
}

const kept = new Map<string, Promise<TableFacts>>();
const mostKept = 200;

/** A table with a hash never changes, so its scores are computed once for all who open a pipeline over it. */
function scoredFacts(table: ArtifactHash, target: string): Promise<TableFacts> {
  const key = `${table} ${target}`;
  const known = kept.get(key);
  if (known !== undefined) return known;
  const facts = readProfile({ table, target }).then(factsOf);
  kept.set(key, facts);
  facts.catch(() => kept.delete(key));
  const [oldest] = kept.keys();
  if (kept.size > mostKept && oldest !== undefined) kept.delete(oldest);
  return facts;
}
