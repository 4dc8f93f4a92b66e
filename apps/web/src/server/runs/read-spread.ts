import { getRun, listStepEnvironments, listWorkerSlots } from '@millrace/db';
import { runIdSchema } from '@millrace/pipeline-core/ids';
import { spreadOf } from '@millrace/pipeline-core/plan';
import { z } from 'zod';
import { database } from '../database';
import { notFound } from '../errors';
import { projectQuery } from '../use-case';

/**
 * The folds and trials of a run: how many go side by side with the workers of now, and where each has run, or is at work.
 * Results that were used again count with neither, as in the plan.
 */
export const readSpreadUseCase = projectQuery('view', z.object({ id: runIdSchema }), async ({ project }, { id }) => {
  const run = await getRun(database(), { projectId: project.id, id });
  if (run === null) throw notFound('run');
  const reused = new Set(run.stepRuns.flatMap(({ idx, status }) => (status === 'cached' ? [idx] : [])));
  const workers = await listWorkerSlots(database());
  const spread = spreadOf(run.stepRuns, { workers, counts: (idx) => !reused.has(idx) });
  const idxs = spread.flatMap(({ fits }) => fits);
  const found = idxs.length === 0 ? new Map() : await listStepEnvironments(database(), { runId: id, idxs });
  const places = [...found].map(([idx, { host, process }]) => ({ idx, host, process: process ?? null }));
  return { spread, places };
});
