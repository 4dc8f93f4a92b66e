import { listPipelines } from '@millrace/db';
import { database } from '../database';
import { noInput, projectQuery } from '../use-case';

export const listPipelinesUseCase = projectQuery('view', noInput, async ({ project }) => ({
  pipelines: await listPipelines(database(), project.id),
}));
