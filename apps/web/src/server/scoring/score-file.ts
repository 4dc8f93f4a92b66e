import {
  type Batch,
  type Dataset,
  type Endpoint,
  getBatch,
  getDataset,
  getScoringBatch,
  type ScoringBatch,
} from '@millrace/db';
import { batchIdSchema } from '@millrace/pipeline-core/ids';
import { z } from 'zod';
import { database } from '../database';
import { uploadDataset } from '../datasets/upload-dataset';
import { datasetNameSchema, fileNameSchema } from '../datasets/upload-name';
import { parseInput, Refusal } from '../errors';
import type { ProjectContext } from '../use-case';
import { askedOf, batchIdOf, landedIdOf, sameWish } from './batch-key';
import { chooseScorer } from './choose-release';
import { requireColumns } from './choose-rows';
import { requireEndpoint } from './find-batch';
import { batchWishSchema, startBatch } from './start-batch';

export const fileWishSchema = z.object({
  name: datasetNameSchema,
  file: fileNameSchema,
  release: batchWishSchema.shape.release,
  /** Names of columns, with commas between. */
  keep: z.string().optional(),
});
type FileWish = z.output<typeof fileWishSchema>;

type Sent = {
  endpoint: string;
  key: string | undefined;
  wish: FileWish;
  body: ReadableStream<Uint8Array> | null;
  length: string | null;
};

/**
 * Lands a file and scores it. All that can be known before is looked at before anything is stored. Under a key the file
 * lands once and one batch is started, however often and from wherever at once it is sent: a request that was cut short
 * after the landing goes on from there.
 */
export async function scoreFile(context: ProjectContext, sent: Sent): Promise<ScoringBatch> {
  const { wish } = sent;
  const keep = parseInput(batchWishSchema.shape.keep, namesIn(wish.keep));
  const endpoint = await requireEndpoint(context, sent.endpoint);
  const projectId = context.project.id;
  const key = sent.key === undefined ? null : { projectId, endpointId: endpoint.id, key: sent.key };
  const asked = askedOf({ name: wish.name, file: wish.file, release: wish.release, keep });
  const before = key === null ? null : await getScoringBatch(database(), { projectId, id: batchIdOf(key) });
  if (before !== null) return sameWish(before, asked); // landed and begun: the body is not read again
  const id = key === null ? undefined : batchIdSchema.parse(landedIdOf(key));
  const { dataset, batch } = await land(context, { ...sent, keep, endpoint, id });
  return startBatch(context, {
    ...{ endpoint: endpoint.id, key: sent.key, asked },
    wish: batchWishSchema.parse({
      ...{ dataset: dataset.id, batch: batch.id, keep },
      ...(wish.release === undefined ? {} : { release: wish.release }),
    }),
  });
}

type Landing = Omit<Sent, 'endpoint'> & { endpoint: Endpoint; keep: readonly string[]; id: Batch['id'] | undefined };

/** The batch that the file becomes, or became when it was sent before. */
async function land(context: ProjectContext, o: Landing): Promise<{ dataset: Dataset; batch: Batch }> {
  const release = await chooseScorer(context, { endpoint: o.endpoint, named: o.wish.release });
  const landed = o.id === undefined ? null : await findLanded(context, { id: o.id, wish: o.wish });
  if (landed !== null) return landed;
  return uploadDataset(context, {
    ...{ name: o.wish.name, fileName: o.wish.file, body: o.body, length: o.length },
    ...(o.id === undefined ? {} : { id: o.id }),
    check: (columns) => requireColumns({ columns, where: o.wish.file }, { release, keep: o.keep }),
  });
}

async function findLanded({ project }: ProjectContext, { id, wish }: { id: Batch['id']; wish: FileWish }) {
  const key = { projectId: project.id };
  const batch = await getBatch(database(), { ...key, id });
  const dataset = batch === null ? null : await getDataset(database(), { ...key, id: batch.datasetId });
  if (batch === null || dataset === null) return null;
  if (dataset.name === wish.name && batch.fileName === wish.file) return { dataset, batch };
  throw new Refusal(
    'conflict',
    `This Idempotency-Key was sent with ${batch.fileName}, which landed as batch ${batch.number} of ${dataset.name}.`,
    'Send a new key, or the same request again.',
  );
}

/** Names with commas between; empty ones do not count. */
function namesIn(text = ''): string[] {
  return text
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
}
