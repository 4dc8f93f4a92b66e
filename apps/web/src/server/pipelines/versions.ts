import { getVersion, listVersions } from '@millrace/db';
import { pipelineIdSchema, pipelineVersionIdSchema } from '@millrace/pipeline-core/ids';
import { z } from 'zod';
import { database } from '../database';
import { notFound } from '../errors';
import { projectQuery } from '../use-case';

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
