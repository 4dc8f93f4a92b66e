import { type Database, type Db, listBehind, type TopicKey, type WantedTopics } from '@millrace/db';
import { createListener } from '@millrace/db/protocol';
import type { BusEvent } from '@millrace/pipeline-core/events';
import { repeatTask } from '../../ground/repeat-task';
import type { Logger } from '../../logger';
import { type Block, driveConsumers, takeEvents, takeLetter } from '../../topics/drive-consumers';

/** Somebody who handles the events of some topics, in order, each at least once. */
export type BusConsumer = {
  /** Its name in the table of places: changing it starts from the beginning. */
  name: string;
  topics(db: Db): Promise<WantedTopics>;
  /** Most events in one transaction. */
  limit: number;
  /** Work in `tx` is done exactly once; throwing leaves the events for another try. */
  handle(o: { key: TopicKey; events: readonly BusEvent[]; tx: Db }): Promise<void>;
};

/** A notice may be lost, and a failed try becomes due: the topics are looked at this often anyway. */
const lookEveryMs = 1_000;

/** Keeps consumers at work: at once when something is published, and every second. */
export async function runConsumers(options: {
  db: Database;
  databaseUrl: string;
  consumers: readonly BusConsumer[];
  logger: Logger;
}): Promise<{ stop(): Promise<void> }> {
  const { db, consumers, logger } = options;
  let stopped = false;
  const run = () => catchUp({ db, consumers, logger, stopped: () => stopped });
  const task = repeatTask({ name: 'bus consumers', everyMs: lookEveryMs, run, logger });
  const listener = await createListener({
    url: options.databaseUrl,
    channels: ['mr_bus'],
    onNotify: () => task.hurry(),
    onConnect: () => task.hurry(),
    onTrouble: (error) => logger.warn({ error: String(error) }, 'bus listener lost its connection'),
  });
  return {
    async stop() {
      stopped = true;
      await listener.close();
      await task.stop();
    },
  };
}

/** Handles everything that is there for consumers now, a block of each topic in turn. */
export function catchUp(o: {
  db: Database;
  consumers: readonly BusConsumer[];
  logger: Logger;
  stopped?: () => boolean;
}): Promise<void> {
  const { consumers, stopped = () => false, ...context } = o;
  const blocks = async () => (await Promise.all(consumers.map((consumer) => blocksOf(context, consumer)))).flat();
  return driveConsumers({ blocks, stopped });
}

async function blocksOf(context: { db: Database; logger: Logger }, consumer: BusConsumer): Promise<Block[]> {
  const { name, limit } = consumer;
  const behind = await listBehind(context.db, { consumer: name, topics: await consumer.topics(context.db) });
  const blocks = behind.map((key): Block => {
    const handle = (events: readonly BusEvent[], tx: Db) => consumer.handle({ key, events, tx });
    return () => takeEvents(context, { ...key, consumer: name, limit, handle });
  });
  const letter: Block = () =>
    takeLetter(context, {
      consumer: name,
      handle: ({ projectId, topic, event }, tx) => consumer.handle({ key: { projectId, topic }, events: [event], tx }),
    });
  return [...blocks, letter];
}
