import { getRun, listAskedSteps, listOutputs } from '@millrace/db';
import { runIdSchema } from '@millrace/pipeline-core/ids';
import { z } from 'zod';
import { database } from '../database';
import { notFound } from '../errors';
import { projectQuery } from '../use-case';

/** A run with its steps, what each made (hashes; small JSON inline), and which were asked to end early with the best so far. */
export const getRunUseCase = projectQuery('view', z.object({ id: runIdSchema }), async ({ project }, { id }) => {
  const run = await getRun(database(), { projectId: project.id, id });
  if (run === null) throw notFound('run');
  const [outputs, asked] = await Promise.all([
    listOutputs(database(), { runId: id }),
    listAskedSteps(database(), { runId: id }),
  ]);
  return { run, outputs, asked };
});
