import { listOpenTriggers } from '@millrace/db';
import type { TopicPayload } from '@millrace/pipeline-core/events';
import type { EventContext } from './event-context';

/** The end of a run makes way for the next one that was asked of the same pipeline. */
export async function afterRun(options: {
  payload: TopicPayload<'run-finished'>;
  context: EventContext;
}): Promise<void> {
  const { payload, context } = options;
  const { pipelineId } = await context.runFacts.run(payload.run);
  if (pipelineId === null) return;
  const next = (await listOpenTriggers(context.db)).find((trigger) => trigger.pipelineId === pipelineId);
  if (next !== undefined)
    await context.queues.enqueue('start-run', { key: next.id, payload: { triggerEvent: next.id } });
}
