import { getModel, getRelease, listModels, listReleases } from '@millrace/db';
import { modelIdSchema, releaseIdSchema } from '@millrace/pipeline-core/ids';
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

export const getReleaseUseCase = projectQuery(
  'view',
  z.object({ id: releaseIdSchema }),
  async ({ project }, { id }) => {
    const release = await getRelease(database(), { projectId: project.id, id });
    if (release === null) throw notFound('release');
    return release;
  },
);
