import { appendAudit, cancelRun, listScoringBatches } from '@millrace/db';
import { type EndpointId, endpointIdSchema } from '@millrace/pipeline-core/ids';
import { z } from 'zod';
import { cursorOf } from '../cursor';
import { database } from '../database';
import { projectAction, projectQuery } from '../use-case';
import { requireBatch, requireEndpoint, shapeBatch } from './find-batch';
import { startBatch } from './start-batch';

const oneBatch = z.object({ endpoint: z.string().min(1), id: z.uuid() });

const place = cursorOf(z.object({ run: z.int().positive() }));

/** Batches of an endpoint, newest first; `next` is the cursor of those before. Those of a deleted one are found by its id. */
export const listBatchesUseCase = projectQuery(
  'view',
  z.object({
    endpoint: z.string().min(1),
    limit: z.int().min(1).max(200).default(50),
    cursor: z.string().max(400).optional(),
  }),
  async (context, { endpoint, limit, cursor }) => {
    const before = cursor === undefined ? {} : { before: place.read(cursor).run };
    const deleted = endpointIdSchema.safeParse(endpoint).data;
    const ask = async (endpointId: EndpointId) =>
      listScoringBatches(database(), { projectId: context.project.id, endpointId, limit, ...before });
    const found = deleted === undefined ? [] : await ask(deleted);
    const batches = found.length > 0 ? found : await ask((await requireEndpoint(context, endpoint)).id);
    const last = batches.at(-1);
    return {
      items: await Promise.all(batches.map(shapeBatch)),
      next: last === undefined || batches.length < limit ? null : place.write({ run: last.number }),
    };
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

/** Starts the same again, by the same release: what was scored before comes from the cache. */
export const scoreAgainUseCase = projectAction('run', oneBatch, async (context, input) => {
  const { plan } = await requireBatch(context, input);
  const { dataset, batch, release, keep, probabilities, chunkRows, webhook } = plan;
  const wish = { dataset: dataset.id, batch: batch.id, release: release.id, keep, probabilities, chunkRows };
  return shapeBatch(
    await startBatch(context, {
      ...{ endpoint: plan.endpoint.id, key: undefined },
      wish: { ...wish, ...(webhook === null ? {} : { webhook }) },
    }),
  );
});
