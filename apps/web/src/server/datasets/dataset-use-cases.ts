import {
  appendAudit,
  decideBatch,
  deleteDataset,
  getBatch,
  getDataset,
  latestBatch,
  listApiKeys,
  listBatches,
  listDatasets,
  listMembers,
  listPipelinesReading,
  renameDataset,
} from '@millrace/db';
import { batchIdSchema, datasetIdSchema } from '@millrace/pipeline-core/ids';
import { z } from 'zod';
import { database } from '../database';
import { notFound, Refusal } from '../errors';
import { callerNames } from '../monitoring/caller-names';
import { noInput, projectAction, projectQuery } from '../use-case';
import { datasetNameSchema } from './upload-name';

export const listDatasetsUseCase = projectQuery('view', noInput, async ({ project }) => ({
  datasets: await listDatasets(database(), project.id),
}));

/** A dataset with one of its batches (the latest unless one is named), the list of all, and who reads it. */
export const getDatasetUseCase = projectQuery(
  'view',
  z.object({ id: datasetIdSchema, batch: batchIdSchema.optional() }),
  async ({ project }, { id, batch }) => {
    const key = { projectId: project.id };
    const dataset = await getDataset(database(), { ...key, id });
    if (dataset === null) throw notFound('dataset');
    const chosen =
      batch === undefined
        ? await latestBatch(database(), { ...key, datasetId: id })
        : await getBatch(database(), { ...key, id: batch });
    if (batch !== undefined && chosen?.datasetId !== id) throw notFound('batch');
    const [members, keys] = await Promise.all([
      listMembers(database(), project.id),
      listApiKeys(database(), project.id),
    ]);
    return {
      dataset,
      owner: callerNames({ members, keys })(dataset.createdBy),
      batch: chosen,
      batches: await listBatches(database(), { ...key, datasetId: id }),
      usedBy: await listPipelinesReading(database(), { ...key, id }),
    };
  },
);

export const renameDatasetUseCase = projectAction(
  'edit',
  z.object({ id: datasetIdSchema, name: datasetNameSchema }),
  async ({ project, actor }, { id, name }) => {
    const renamed = await renameDataset(database(), { projectId: project.id, id, name });
    if (!renamed.ok && renamed.error === 'name-taken')
      throw new Refusal('conflict', `Another dataset is called “${name}” already.`, 'Choose another name.');
    if (!renamed.ok) throw notFound('dataset');
    const details = { name };
    await appendAudit(database(), { projectId: project.id, actor, action: 'dataset.rename', subject: id, details });
    return { id, name };
  },
);

/** Takes a dataset off the lists. What ran with it stays explained; pipelines that read it say that it is gone. */
export const deleteDatasetUseCase = projectAction(
  'edit',
  z.object({ id: datasetIdSchema }),
  async ({ project, actor }, { id }) => {
    const key = { projectId: project.id, id };
    const dataset = await getDataset(database(), key);
    if (dataset === null || !(await deleteDataset(database(), key))) throw notFound('dataset');
    const details = { name: dataset.name };
    await appendAudit(database(), { projectId: project.id, actor, action: 'dataset.delete', subject: id, details });
    return { id };
  },
);

/** A person's word about a batch whose columns are not those of the one before: it is read from now on, or never. */
export const decideBatchUseCase = projectAction(
  'edit',
  z.object({ id: batchIdSchema, accept: z.boolean() }),
  async ({ project, actor }, { id, accept }) => {
    const key = { projectId: project.id, id };
    const batch = await getBatch(database(), key);
    if (batch === null) throw notFound('batch');
    if (!(await decideBatch(database(), { ...key, state: accept ? 'ready' : 'rejected' })))
      throw new Refusal(
        'conflict',
        `Batch ${batch.number} waits for nobody: it is ${batch.state}.`,
        'Look at the list again.',
      );
    const action = accept ? 'batch.accept' : 'batch.reject';
    const details = { number: batch.number, reason: batch.stateReason };
    await appendAudit(database(), { projectId: project.id, actor, action, subject: id, details });
    return { id };
  },
);
