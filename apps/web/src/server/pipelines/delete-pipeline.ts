import { appendAudit, deletePipeline } from '@millrace/db';
import { pipelineIdSchema } from '@millrace/pipeline-core/ids';
import { z } from 'zod';
import { database } from '../database';
import { notFound } from '../errors';
import { projectAction } from '../use-case';

export const deletePipelineUseCase = projectAction(
  'edit',
  z.object({ id: pipelineIdSchema }),
  async ({ project, actor }, { id }) => {
    if (!(await deletePipeline(database(), { projectId: project.id, id }))) throw notFound('pipeline');
    await appendAudit(database(), {
      projectId: project.id,
      actor,
      action: 'pipeline.delete',
      subject: id,
      details: {},
    });
    return { id };
  },
);
