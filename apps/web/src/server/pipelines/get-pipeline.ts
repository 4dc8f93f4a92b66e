import { getPipeline } from '@millrace/db';
import { pipelineIdSchema } from '@millrace/pipeline-core/ids';
import { z } from 'zod';
import { database } from '../database';
import { notFound } from '../errors';
import { projectQuery } from '../use-case';

export const getPipelineUseCase = projectQuery(
  'view',
  z.object({ id: pipelineIdSchema }),
  async ({ project }, { id }) => {
    const pipeline = await getPipeline(database(), { projectId: project.id, id });
    if (pipeline === null) throw notFound('pipeline');
    return pipeline;
  },
);
