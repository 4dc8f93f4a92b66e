import { getPipeline, getVersion, listVersions, renameVersion, saveVersion } from '@millrace/db';
import { pipelineIdSchema, pipelineVersionIdSchema } from '@millrace/pipeline-core/ids';
import { z } from 'zod';
import { database } from '../database';
import { notFound } from '../errors';
import { projectAction, projectQuery } from '../use-case';

export const listVersionsUseCase = projectQuery(
  'view',
  z.object({ pipeline: pipelineIdSchema }),
  async ({ project }, { pipeline }) => ({
    versions: await listVersions(database(), { projectId: project.id, pipelineId: pipeline }),
  }),
);

export const getVersionUseCase = projectQuery(
  'view',
  z.object({ id: pipelineVersionIdSchema }),
  async ({ project }, { id }) => {
    const version = await getVersion(database(), { projectId: project.id, id });
    if (version === null) throw notFound('version');
    return version;
  },
);

/**
 * Keeps the draft as a version with a name. Equal drawings share a version: it takes the new name, unless `point` asks
 * only for a way back, which an unnamed one gets as well.
 */
export const nameVersionUseCase = projectAction(
  'edit',
  z.object({ pipeline: pipelineIdSchema, name: z.string().trim().min(1).max(120), point: z.boolean().default(false) }),
  async ({ project, actor }, { pipeline: pipelineId, name, point }) => {
    const pipeline = await getPipeline(database(), { projectId: project.id, id: pipelineId });
    if (pipeline === null) throw notFound('pipeline');
    const { document } = pipeline;
    return database().transaction(async (tx) => {
      const { id, number, ...kept } = await saveVersion(tx, { pipelineId, document, name, createdBy: actor });
      if (kept.name === name || (point && kept.name !== null)) return { id, number, name: kept.name };
      await renameVersion(tx, { projectId: project.id, id, name });
      return { id, number, name };
    });
  },
);
