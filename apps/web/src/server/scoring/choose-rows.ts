import {
  type Batch,
  type Dataset,
  findDatasetByName,
  getBatch,
  getDataset,
  latestBatch,
  listBatches,
  type NamedRelease,
} from '@millrace/db';
import { batchIdSchema, datasetIdSchema } from '@millrace/pipeline-core/ids';
import { database } from '../database';
import { notFound, Refusal } from '../errors';
import type { ProjectContext } from '../use-case';

/** What is scored: a batch of a dataset, by its id or number; the latest that is ready where none is named. */
export async function chooseRows(
  { project }: ProjectContext,
  o: { dataset: string; batch: string | number | undefined },
): Promise<{ dataset: Dataset; batch: Batch }> {
  const projectId = project.id;
  const id = datasetIdSchema.safeParse(o.dataset);
  const dataset = id.success
    ? await getDataset(database(), { projectId, id: id.data })
    : await findDatasetByName(database(), { projectId, name: o.dataset });
  if (dataset === null) throw notFound('dataset');
  const key = { projectId, datasetId: dataset.id };
  if (o.batch === undefined) {
    const batch = await latestBatch(database(), key);
    if (batch === null)
      throw new Refusal('conflict', `${dataset.name} has no batch that is ready.`, 'Land a file first.');
    return { dataset, batch };
  }
  const chosen = batchIdSchema.safeParse(o.batch);
  const listed = chosen.success
    ? null
    : (await listBatches(database(), key)).find(({ number }) => String(number) === String(o.batch));
  const batchId = chosen.success ? chosen.data : listed?.id;
  const batch = batchId === undefined ? null : await getBatch(database(), { projectId, id: batchId });
  if (batch === null || batch.datasetId !== dataset.id) throw notFound('batch');
  if (batch.state !== 'ready')
    throw new Refusal(
      'conflict',
      `Batch ${batch.number} of ${dataset.name} is ${batch.state}.`,
      'Decide on it first, or choose another one.',
    );
  return { dataset, batch };
}

/** Refuses rows that the release could not read, and columns to keep that are not there: all of them at once. */
export function requireColumns(
  { columns, where }: { columns: readonly { name: string }[]; where: string },
  { release, keep }: { release: NamedRelease; keep: readonly string[] },
): void {
  const there = new Set(columns.map(({ name }) => name));
  const { inputs } = release.manifest.signature;
  const missing = inputs.filter(({ name }) => !there.has(name));
  if (missing.length > 0) {
    const lookedUp = missing.some(({ lookup }) => lookup !== undefined);
    throw new Refusal(
      'invalid',
      `${release.modelName} v${release.number} reads ${missing.map(({ name }) => name).join(', ')}, which ${where} does not have.`,
      lookedUp
        ? 'What online requests look up must be among the columns here: add it with a Look up features step, or land a file that has it.'
        : 'Land a file with these columns, or choose another batch.',
    );
  }
  const unknown = keep.filter((name) => !there.has(name));
  if (unknown.length > 0)
    throw new Refusal(
      'invalid',
      `There is no column ${unknown.join(', ')} in ${where} to keep.`,
      'Name columns of the batch.',
    );
}
