import { setTimeout } from 'node:timers/promises';
import { type Db, isStillPublishing, listWaitingTriggers, publishEvents, TryLater } from '@millrace/db';
import { platformEvent, type TopicPayload } from '@millrace/pipeline-core/events';
import type { RunId } from '@millrace/pipeline-core/ids';
import type { EventContext } from './event-context';

type Options = { payload: TopicPayload<'run-finished'>; context: EventContext };

/** Most publications show within so many looks; the end of a run with a larger one lets other events pass. */
const looks = { most: 10, everyMs: 100 };

/**
 * The end of a run makes way for the next one that was asked of the same pipeline, and is announced: once what it
 * published shows, for whoever starts upon it may look that up.
 */
export async function afterRun({ payload, context }: Options): Promise<void> {
  const { projectId, pipelineId } = await context.runFacts.run(payload.run);
  await published(context.db, payload.run);
  const event = platformEvent({
    topic: 'run-finished',
    key: payload.run,
    projectId,
    subject: pipelineId === null ? `runs/${payload.run}` : `pipelines/${pipelineId}`,
    time: new Date(),
    data: { ...payload, ...(pipelineId === null ? {} : { pipeline: pipelineId }) },
  });
  await publishEvents(context.db, { projectId, topic: 'run-finished', events: [event] });
  if (pipelineId === null) return;
  const [next] = await listWaitingTriggers(context.db, { projectId, pipelineId });
  if (next === undefined) return;
  // A job of its own: one that is just finding that it must wait for this run would swallow another under its key.
  const key = `${next.id} after ${payload.run}`;
  await context.queues.enqueue('start-run', { key, payload: { triggerEvent: next.id } });
}

async function published(db: Db, run: RunId): Promise<void> {
  for (let look = 1; await isStillPublishing(db, run); look += 1) {
    if (look === looks.most) throw new TryLater(`run ${run} is still publishing features`);
    await setTimeout(looks.everyMs);
  }
}
