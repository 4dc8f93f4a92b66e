import { type Db, findBisectOfHybrid, listWaitingTriggers, publishingMs } from '@millrace/db';
import { platformEvent, type TopicPayload } from '@millrace/pipeline-core/events';
import type { RunId } from '@millrace/pipeline-core/ids';
import { NotYet } from '../../queue/to-queue-error';
import { announce } from './announce';
import { callWebhook } from './call-webhook';
import type { EventContext } from './event-context';

type Options = { payload: TopicPayload<'run-finished'>; context: EventContext };

/** Pause before the next look for publications: most show at once, and of those that take minutes a few seconds matter less. */
const pause = { leastMs: 250, mostMs: 5_000, share: 0.25 };

/**
 * The end of a run makes way for the next one that was asked of the same pipeline, and is announced: once what it
 * published shows, for whoever starts upon it may look that up.
 */
export async function afterRun({ payload, context }: Options): Promise<void> {
  const { projectId, pipelineId, hybrid, scoring } = await context.runFacts.run(payload.run);
  if (hybrid) return afterHybrid({ payload, context });
  if (scoring) await callWebhook(context.db, payload.run);
  await published(context.db, payload.run);
  await announce(context, payload.run, {
    topic: 'run-finished',
    event: ({ project, pipeline }) =>
      platformEvent({ topic: 'run-finished', key: payload.run, ...project, data: { ...payload, ...pipeline } }),
  });
  if (pipelineId === null) return;
  const [next] = await listWaitingTriggers(context.db, { projectId, pipelineId });
  if (next === undefined) return;
  // A job of its own: one that is just finding that it must wait for this run would swallow another under its key.
  const key = `${next.id} after ${payload.run}`;
  await context.queues.enqueue('start-run', { key, payload: { triggerEvent: next.id } });
}

/** A hybrid is nobody's news: it makes way for the next one of its search. */
async function afterHybrid({ payload, context }: Options): Promise<void> {
  const { projectId } = await context.runFacts.run(payload.run);
  const bisect = await findBisectOfHybrid(context.db, { projectId, runId: payload.run });
  if (bisect === null) return;
  const key = `${bisect.id} after ${payload.run}`;
  await context.queues.enqueue('advance-bisect', { key, payload: { bisect: bisect.id } });
}

/** Other events pass meanwhile: this one comes again. */
async function published(db: Db, run: RunId): Promise<void> {
  const ms = await publishingMs(db, run);
  if (ms === null) return;
  const delayMs = Math.round(Math.min(pause.mostMs, Math.max(pause.leastMs, ms * pause.share)));
  throw new NotYet(`run ${run} is still publishing features`, delayMs);
}
