import { isDeepStrictEqual } from 'node:util';
import {
  appendAudit,
  type Bisect,
  cancelBisect,
  cancelRun,
  createBisect,
  getBisect,
  getPipeline,
  savePipeline,
} from '@millrace/db';
import { expectedRuns, takeBack } from '@millrace/pipeline-core/bisect';
import type { ProjectId } from '@millrace/pipeline-core/ids';
import { z } from 'zod';
import { database } from '../database';
import { notFound, Refusal } from '../errors';
import { projectAction, projectQuery } from '../use-case';
import { bisectWishSchema, prepareWish } from './prepare';

const bisectKey = z.object({ id: z.uuid() });

async function requireBisect(projectId: ProjectId, id: string): Promise<Bisect> {
  const bisect = await getBisect(database(), { projectId, id });
  if (bisect === null) throw notFound('search');
  return bisect;
}

/** Starts a search for what made a run worse; its hybrid runs follow one after the other. */
export const startBisectUseCase = projectAction('run', bisectWishSchema, async ({ project, actor }, wish) => {
  const projectId = project.id;
  const prepared = await prepareWish(projectId, wish);
  if (!prepared.ok) throw new Refusal('invalid', prepared.error.message, prepared.error.next);
  const { setup, pipelineId } = prepared.value;
  return database().transaction(async (tx) => {
    const { id } = await createBisect(tx, { projectId, pipelineId, setup, createdBy: actor });
    const details = { good: setup.good.number, bad: setup.bad.number };
    await appendAudit(tx, { projectId, actor, action: 'bisect.start', subject: id, details });
    return { id };
  });
});

/** A search with the hybrid runs so far and, at its end, what came out. */
export const getBisectUseCase = projectQuery('view', bisectKey, async ({ project }, { id }) => {
  const bisect = await requireBisect(project.id, id);
  return { ...bisect, expected: expectedRuns(bisect.setup) };
});

/** Ends a search, and the hybrid that runs for it. One that has ended stays as it is. */
export const cancelBisectUseCase = projectAction('run', bisectKey, async ({ project, actor }, { id }) => {
  const projectId = project.id;
  await requireBisect(projectId, id);
  const ended = await cancelBisect(database(), { projectId, id });
  if (ended === null) return { cancelled: false };
  for (const { run, ended: done } of ended.tried) {
    if (run !== null && !done) await cancelRun(database(), { projectId, id: run });
  }
  await appendAudit(database(), { projectId, actor, action: 'bisect.cancel', subject: id, details: {} });
  return { cancelled: true };
});

/** Makes one difference good in the drawing as it is now: a setting, lines or steps as they were in the good run. */
export const takeBackUseCase = projectAction(
  'edit',
  bisectKey.extend({ difference: z.string().max(300) }),
  async ({ project, actor }, { id, difference: wanted }) => {
    const projectId = project.id;
    const { setup, pipelineId } = await requireBisect(projectId, id);
    const difference = setup.differences.find((one) => one.id === wanted);
    if (difference === undefined) throw notFound('difference');
    const pipeline = await getPipeline(database(), { projectId, id: pipelineId });
    if (pipeline === null) throw notFound('pipeline');
    const document = takeBack(pipeline.document, difference);
    if (isDeepStrictEqual(document, pipeline.document))
      throw new Refusal(
        'conflict',
        'The drawing has nothing of this difference to take back: a newer batch of data, or a step that is gone by now.',
        'Choose the batch in the Dataset step, or look at the drawing.',
      );
    const kept = new Set(Object.keys(document.steps));
    const saved = await savePipeline(database(), {
      ...{ projectId, id: pipelineId, document, baseRevision: pipeline.revision, userId: actor },
      deletedSteps: Object.keys(pipeline.document.steps).filter((step) => !kept.has(step)),
    });
    if (!saved.ok)
      throw new Refusal('conflict', 'Somebody changed the pipeline at this moment.', 'Try again: nothing was changed.');
    await appendAudit(database(), {
      ...{ projectId, actor, action: 'bisect.take-back', subject: pipelineId },
      details: { difference: difference.title },
    });
    return { pipeline: pipelineId };
  },
);
