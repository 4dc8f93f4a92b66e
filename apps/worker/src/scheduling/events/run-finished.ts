import { listWaitingTriggers, publishEvents } from '@millrace/db';
import { platformEvent, type TopicPayload } from '@millrace/pipeline-core/events';
import type { EventContext } from './event-context';

/** The end of a run is announced, and makes way for the next one that was asked of the same pipeline. */
export async function afterRun(options: {
  payload: TopicPayload<'run-finished'>;
  context: EventContext;
}): Promise<void> {
  const { payload, context } = options;
  const { projectId, pipelineId } = await context.runFacts.run(payload.run);
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
