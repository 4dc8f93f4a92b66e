import { getModel, listModels, listReleases } from '@millrace/db';
import { modelIdSchema } from '@millrace/pipeline-core/ids';
import { z } from 'zod';
import { database } from '../database';
import { listAnswering } from '../endpoints/list-answering';
import { notFound } from '../errors';
import { noInput, projectQuery } from '../use-case';

/** Every registered name, and which of its releases answer where. */
export const listModelsUseCase = projectQuery('view', noInput, async ({ project }) => {
  const [models, answering] = await Promise.all([listModels(database(), project.id), listAnswering(project.id)]);
  return {
    models: models.map((model) => ({
      ...model,
      answers: answering.flatMap(({ endpoint, release }) =>
        release?.modelId === model.id
          ? [{ endpoint: endpoint.name, sandbox: endpoint.sandbox, number: release.number }]
          : [],
      ),
    })),
  };
});

export const getModelUseCase = projectQuery('view', z.object({ id: modelIdSchema }), async ({ project }, { id }) => {
  const model = await getModel(database(), { projectId: project.id, id });
  if (model === null) throw notFound('model');
  const [releases, answering] = await Promise.all([
    listReleases(database(), { projectId: project.id, modelId: id }),
    listAnswering(project.id),
  ]);
  const answers = answering.flatMap(({ endpoint, release }) =>
    release?.modelId === id ? [{ release: release.id, endpoint: endpoint.name, sandbox: endpoint.sandbox }] : [],
  );
  return { model, releases, answers };
});
