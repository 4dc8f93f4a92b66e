import { findCandidateByModel } from '@millrace/db';
import { type Comparison, platformEvent } from '@millrace/pipeline-core/events';
import { announce } from './announce';
import type { EventContext } from './event-context';
import type { EventOrigin } from './event-origin';

type Options = { comparison: Comparison; step: EventOrigin; context: EventContext };

/**
 * Tells the project that a comparison has marked its best candidate, once for each comparison of a run: the event is named
 * by its step, so a handler that begins again adds none. The candidate came first in the outbox; if that one is being
 * retried, so is this.
 */
export async function announceModel({ comparison, step: { run, idx }, context }: Options): Promise<void> {
  const { metric, part, rows, ranking } = comparison;
  const best = ranking.find((row) => row.best);
  if (best === undefined) return;
  const { projectId } = await context.runFacts.run(run);
  const candidate = await findCandidateByModel(context.db, { projectId, modelHash: best.model });
  if (candidate === null) throw new Error(`the candidate of model ${best.model} is not recorded yet`);
  const data = {
    ...{ candidate: candidate.id, model: best.model, title: best.title, task: candidate.task },
    ...{ metric, value: best.metric, part, rows, tied: ranking.filter((row) => row.tied).length, run },
  };
  await announce(context, run, {
    topic: 'model-ready',
    event: ({ project, pipeline }) =>
      platformEvent({ topic: 'model-ready', key: `${run}-${idx}`, ...project, data: { ...data, ...pipeline } }),
  });
}
