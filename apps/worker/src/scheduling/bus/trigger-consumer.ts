import { type Db, listTriggerTopics, lockTopicTriggers, noteTriggerSeen, recordTrigger } from '@millrace/db';
import { advanceTrigger, type BusEvent } from '@millrace/pipeline-core/events';
import type { BusConsumer } from './run-consumers';

/** Starts pipelines that wait for events. The wish for a run is named after its events, so that it is recorded once. */
export const triggerConsumer: BusConsumer = {
  name: 'triggers',
  topics: async (db) => ({ names: await listTriggerTopics(db) }),
  limit: 100,
  async handle({ key, events, tx }) {
    const triggers = await lockTopicTriggers(tx, key.projectId);
    for (const trigger of triggers) {
      let { seen } = trigger;
      for (const event of events.filter(({ receivedAt }) => receivedAt >= trigger.createdAt)) {
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
  {
    trigger,
    fires,
    event,
  }: { trigger: Awaited<ReturnType<typeof lockTopicTriggers>>[number]; fires: readonly string[]; event: BusEvent },
): Promise<void> {
  await recordTrigger(tx, {
    projectId: trigger.projectId,
    pipelineId: trigger.pipelineId,
    requestKey: `topic ${trigger.id} ${fires.join(' ')}`,
    trigger: `topic ${event.topic}`,
    startedBy: trigger.createdBy,
  });
}
