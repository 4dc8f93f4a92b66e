import {
  changeWaitingTrigger,
  type Db,
  listTriggerTopics,
  listWaitingTriggers,
  lockTopicTriggers,
  noteTriggerSeen,
  recordTrigger,
  type TopicTrigger,
  triggerConsumerName,
} from '@millrace/db';
import { advanceTrigger, type BusEvent, isOwnRun } from '@millrace/pipeline-core/events';
import type { BusConsumer } from './run-consumers';

/**
 * Starts pipelines that wait for events. The wish for a run is named after its events, so that it is recorded once; while
 * one waits for a run to end, later events are counted into it: its run sees what they are about.
 */
export const triggerConsumer: BusConsumer = {
  name: triggerConsumerName,
  topics: async (db) => ({ keys: await listTriggerTopics(db) }),
  limit: 100,
  async handle({ key, events, tx }) {
    for (const trigger of await lockTopicTriggers(tx, key.projectId)) {
      let { seen } = trigger;
      const since = trigger.since[key.topic] ?? 0;
      for (const event of events.filter(({ offset }) => offset > since)) {
        if (isOwnRun(trigger, event)) continue;
        const next = advanceTrigger({ ...trigger, seen }, event);
        if (next === null) continue;
        seen = next.seen;
        if (next.fires !== null) await askForRun(tx, { trigger, fires: next.fires, event });
      }
      if (seen !== trigger.seen) await noteTriggerSeen(tx, { id: trigger.id, seen });
    }
  },
};

async function askForRun(
  tx: Db,
  { trigger, fires, event }: { trigger: TopicTrigger; fires: readonly string[]; event: BusEvent },
): Promise<void> {
  const { projectId, pipelineId } = trigger;
  const own = `topic ${trigger.id} `;
  const waiting = (await listWaitingTriggers(tx, { projectId, pipelineId })).find((wish) =>
    wish.requestKey.startsWith(own),
  );
  if (waiting !== undefined) {
    const alsoDue = (waiting.request?.alsoDue ?? 0) + 1;
    if (await changeWaitingTrigger(tx, { id: waiting.id, request: { ...waiting.request, alsoDue } })) return;
  }
  await recordTrigger(tx, {
    projectId,
    pipelineId,
    requestKey: `${own}${fires.join(' ')}`,
    trigger: `topic ${event.topic}`,
    startedBy: trigger.createdBy,
  });
}
