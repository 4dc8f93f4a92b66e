import { getRunHeader, listRunsAhead } from '@millrace/db';
import { runIdSchema } from '@millrace/pipeline-core/ids';
import { z } from 'zod';
import { database } from '../database';
import { notFound } from '../errors';
import { projectQuery } from '../use-case';

/** Why a step of a run waits for a worker: the runs of the project that are in front of it. */
export const readAheadUseCase = projectQuery('view', z.object({ id: runIdSchema }), async ({ project }, { id }) => {
  const header = await getRunHeader(database(), id);
  if (header?.projectId !== project.id) throw notFound('run');
  return { ahead: await listRunsAhead(database(), { projectId: project.id, runId: id }) };
});
