import { getRun, listOutputs } from '@millrace/db';
import { runIdSchema } from '@millrace/pipeline-core/ids';
import { z } from 'zod';
import { database } from '../database';
import { notFound } from '../errors';
import { projectQuery } from '../use-case';

/** A run with its steps and what each made (hashes; small JSON inline). */
export const getRunUseCase = projectQuery('view', z.object({ id: runIdSchema }), async ({ project }, { id }) => {
  const run = await getRun(database(), { projectId: project.id, id });
  if (run === null) throw notFound('run');
  const outputs = await listOutputs(database(), { runId: id });
  return { run, outputs };
});
