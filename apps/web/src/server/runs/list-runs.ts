import { listRuns } from '@millrace/db';
import { pipelineIdSchema } from '@millrace/pipeline-core/ids';
import { runStatusSchema } from '@millrace/pipeline-core/run';
import { z } from 'zod';
import { database } from '../database';
import { projectQuery } from '../use-case';

export const listRunsUseCase = projectQuery(
  'view',
  z.object({
    pipeline: pipelineIdSchema.optional(),
    status: runStatusSchema.optional(),
    before: z.number().int().optional(),
    limit: z.number().int().min(1).max(200).default(50),
  }),
  async ({ project }, { pipeline, status, before, limit }) => ({
    runs: await listRuns(database(), {
      projectId: project.id,
      limit,
      ...(pipeline === undefined ? {} : { pipelineId: pipeline }),
      ...(status === undefined ? {} : { status }),
      ...(before === undefined ? {} : { before }),
    }),
  }),
);
