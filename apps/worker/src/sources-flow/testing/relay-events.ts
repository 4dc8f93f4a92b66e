import { type Database, readOutbox } from '@millrace/db';
import { jsonSchema } from '@millrace/pipeline-core/json';
import type { ArtifactStore } from '../../data/artifact-store';
import { handleEvent } from '../../scheduling/events/handle-event';
import { createRunFacts } from '../../scheduling/events/run-facts';

/** What the schedule role does, here by hand: handles what steps and runs have put into the outbox. */
export async function relayEvents(db: Database, store: ArtifactStore): Promise<void> {
  const readJson = async (location: string) => {
    const parts: Buffer[] = [];
    for await (const part of store.open(location)) parts.push(Buffer.from(part));
    return jsonSchema.parse(JSON.parse(Buffer.concat(parts).toString('utf8')));
  };
  const context = {
    db,
    queues: { enqueue: async () => undefined },
    runFacts: createRunFacts(db),
    readJson,
    pathOf: store.pathOf,
    receiptKey: null,
  };
  for (const { id, topic, key, payload } of await readOutbox(db)) {
    await handleEvent({ outboxId: String(id), topic, key, payload }, context);
  }
}
