import { getModel, listModels, listReleases } from '@millrace/db';
import { modelIdSchema } from '@millrace/pipeline-core/ids';
import { z } from 'zod';
import { database } from '../database';
import { listAnswering, listRouted } from '../endpoints/list-answering';
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

/** A registered name, its releases, and at which endpoints each has how much of the traffic. */
export const getModelUseCase = projectQuery('view', z.object({ id: modelIdSchema }), async ({ project }, { id }) => {
  const model = await getModel(database(), { projectId: project.id, id });
  if (model === null) throw notFound('model');
  const [releases, routed] = await Promise.all([
    listReleases(database(), { projectId: project.id, modelId: id }),
    listRouted(project.id),
  ]);
  const ofModel = new Set<string>(releases.map((release) => release.id));
  const answers = routed.flatMap(({ endpoint, release, share }) =>
    ofModel.has(release) ? [{ release, endpoint: endpoint.name, sandbox: endpoint.sandbox, share }] : [],
  );
  return { model, releases, answers };
});
