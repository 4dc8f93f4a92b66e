import { getModel, listCandidateTitles, listModels, listReleases } from '@millrace/db';
import { modelIdSchema } from '@millrace/pipeline-core/ids';
import { z } from 'zod';
import { database } from '../database';
import { listAnswering, listRouted } from '../endpoints/list-answering';
import { actorNames } from '../endpoints/name-actor';
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

/** A registered name, its releases (what was trained, by whom each was registered, which aliases it has), and at which endpoints each has how much of the traffic. */
export const getModelUseCase = projectQuery('view', z.object({ id: modelIdSchema }), async ({ project }, { id }) => {
  const model = await getModel(database(), { projectId: project.id, id });
  if (model === null) throw notFound('model');
  const [releases, routed, nameOf, models] = await Promise.all([
    listReleases(database(), { projectId: project.id, modelId: id }),
    listRouted(project.id),
    actorNames(project.id),
    listModels(database(), project.id),
  ]);
  const candidateIds = releases.flatMap(({ candidateId }) => candidateId ?? []);
  const titles = await listCandidateTitles(database(), { projectId: project.id, ids: candidateIds });
  const aliases = Object.entries(models.find((one) => one.id === id)?.aliases ?? {});
  const ofModel = new Set<string>(releases.map((release) => release.id));
  const answers = routed.flatMap(({ endpoint, release, share }) =>
    ofModel.has(release) ? [{ release, endpoint: endpoint.name, sandbox: endpoint.sandbox, share }] : [],
  );
  return {
    model,
    answers,
    releases: releases.map((release) => ({
      ...release,
      by: nameOf(release.createdBy),
      /** What was trained; null where no run of the project did. */
      trained: release.candidateId === null ? null : (titles.get(release.candidateId) ?? null),
      aliases: aliases.flatMap(([alias, meant]) => (meant.release === release.id ? [alias] : [])),
    })),
  };
});
