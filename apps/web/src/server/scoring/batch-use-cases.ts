import { appendAudit, cancelRun, listScoringBatches } from '@millrace/db';
import { z } from 'zod';
import { database } from '../database';
import { projectAction, projectQuery } from '../use-case';
import { requireBatch, requireEndpoint, shapeBatch } from './find-batch';

const oneBatch = z.object({ endpoint: z.string().min(1), id: z.uuid() });

/** Batches of an endpoint, newest first. */
export const listBatchesUseCase = projectQuery(
  'view',
  z.object({ endpoint: z.string().min(1), limit: z.int().min(1).max(200).default(50) }),
  async (context, { endpoint, limit }) => {
    const { id } = await requireEndpoint(context, endpoint);
    const key = { projectId: context.project.id, endpointId: id, limit };
    const batches = await listScoringBatches(database(), key);
    return { items: await Promise.all(batches.map(shapeBatch)) };
  },
);

export const getBatchUseCase = projectQuery('view', oneBatch, async (context, input) =>
  shapeBatch(await requireBatch(context, input)),
);

/** Stops a batch: chunks at work are broken off, others do not begin. One that has ended stays as it is. */
export const cancelBatchUseCase = projectAction('run', oneBatch, async (context, input) => {
  const { runId } = await requireBatch(context, input);
  const { project, actor } = context;
  await cancelRun(database(), { projectId: project.id, id: runId });
  await appendAudit(database(), {
    projectId: project.id,
    actor,
    action: 'batch.cancel',
    subject: input.id,
    details: {},
  });
  return shapeBatch(await requireBatch(context, input));
});
