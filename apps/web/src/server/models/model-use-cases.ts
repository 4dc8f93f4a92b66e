import { getModel, listModels, listReleases } from '@millrace/db';
import { modelIdSchema } from '@millrace/pipeline-core/ids';
import { z } from 'zod';
import { database } from '../database';
import { notFound } from '../errors';
import { noInput, projectQuery } from '../use-case';

export const listModelsUseCase = projectQuery('view', noInput, async ({ project }) => ({
  models: await listModels(database(), project.id),
}));

export const getModelUseCase = projectQuery('view', z.object({ id: modelIdSchema }), async ({ project }, { id }) => {
  const model = await getModel(database(), { projectId: project.id, id });
  if (model === null) throw notFound('model');
  return { model, releases: await listReleases(database(), { projectId: project.id, modelId: id }) };
});
