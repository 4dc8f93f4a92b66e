import {
  appendAudit,
  deleteDataset,
  findDatasetByName,
  getBatch,
  getDataset,
  latestBatch,
  listBatches,
  listDatasets,
  renameDataset,
} from '@millrace/db';
import { batchIdSchema, datasetIdSchema } from '@millrace/pipeline-core/ids';
import { z } from 'zod';
import { database } from '../database';
import { notFound, Refusal } from '../errors';
import { noInput, projectAction, projectQuery } from '../use-case';
import { datasetNameSchema } from './upload-name';

export const listDatasetsUseCase = projectQuery('view', noInput, async ({ project }) => ({
  datasets: await listDatasets(database(), project.id),
}));

/** A dataset with one of its batches (the latest unless one is named) and the list of all. */
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
    return { dataset, batch: chosen, batches: await listBatches(database(), { ...key, datasetId: id }) };
  },
);

export const renameDatasetUseCase = projectAction(
  'edit',
  z.object({ id: datasetIdSchema, name: datasetNameSchema }),
  async ({ project }, { id, name }) => {
    const holder = await findDatasetByName(database(), { projectId: project.id, name });
    if (holder !== null && holder.id !== id)
      throw new Refusal('conflict', `Another dataset is called “${name}” already.`, 'Choose another name.');
    if (!(await renameDataset(database(), { projectId: project.id, id, name }))) throw notFound('dataset');
    return { id, name };
  },
);

export const deleteDatasetUseCase = projectAction(
  'edit',
  z.object({ id: datasetIdSchema }),
  async ({ project, actor }, { id }) => {
    if (!(await deleteDataset(database(), { projectId: project.id, id }))) throw notFound('dataset');
    await appendAudit(database(), { projectId: project.id, actor, action: 'dataset.delete', subject: id, details: {} });
    return { id };
  },
);
