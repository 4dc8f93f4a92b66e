import { renamePipeline } from '@millrace/db';
import { pipelineIdSchema } from '@millrace/pipeline-core/ids';
import { z } from 'zod';
import { database } from '../database';
import { notFound } from '../errors';
import { projectAction } from '../use-case';

export const renamePipelineUseCase = projectAction(
  'edit',
  z.object({ id: pipelineIdSchema, name: z.string().trim().min(1).max(120) }),
  async ({ project, actor }, { id, name }) => {
    const renamed = await renamePipeline(database(), { projectId: project.id, id, name, userId: actor });
    if (!renamed) throw notFound('pipeline');
    return { id, name };
  },
);
