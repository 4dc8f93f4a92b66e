import {
  consumeTopic,
  type Database,
  type Db,
  listBehind,
  retryDeadLetter,
  type TopicKey,
  type WantedTopics,
} from '@millrace/db';
import { createListener } from '@millrace/db/protocol';
import type { BusEvent } from '@millrace/pipeline-core/events';
import type { Logger } from '../../logger';
import { repeatTask } from '../../repeat-task';

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
  const tick = async () => {
    for (const consumer of consumers) await catchUp({ db, consumer, logger });
  };
  const task = repeatTask({ name: 'bus consumers', everyMs: lookEveryMs, run: tick, logger });
  const listener = await createListener({
    url: options.databaseUrl,
    channels: ['mr_bus'],
    onNotify: () => task.hurry(),
    onConnect: () => task.hurry(),
    onTrouble: (error) => logger.warn({ error: String(error) }, 'bus listener lost its connection'),
  });
  return {
    async stop() {
      await listener.close();
      await task.stop();
    },
  };
}

/** Handles everything that is there for a consumer now. */
export async function catchUp(o: { db: Database; consumer: BusConsumer; logger: Logger }): Promise<void> {
  const { db, consumer } = o;
  for (const key of await listBehind(db, { consumer: consumer.name, topics: await consumer.topics(db) })) {
    while (await handleBlock(o, key));
  }
  while (await retryLetter(o));
}

/** One event that was put aside and that somebody wants tried again; true when there was one. */
async function retryLetter({ db, consumer, logger }: { db: Database; consumer: BusConsumer; logger: Logger }) {
  const tried = await retryDeadLetter(db, {
    consumer: consumer.name,
    handle: ({ projectId, topic, event }, tx) => consumer.handle({ key: { projectId, topic }, events: [event], tx }),
  });
  if (tried?.error !== undefined)
    logger.warn({ consumer: consumer.name, letter: tried.id, error: String(tried.error) }, 'event failed again');
  return tried !== null;
}

/** True when there may be more to do now. */
async function handleBlock(
  { db, consumer, logger }: { db: Database; consumer: BusConsumer; logger: Logger },
  key: TopicKey,
): Promise<boolean> {
  const { name, limit } = consumer;
  const handle = (events: readonly BusEvent[], tx: Db) => consumer.handle({ key, events, tx });
  const done = await consumeTopic(db, { ...key, consumer: name, limit, handle });
  switch (done.kind) {
    case 'handled':
      return done.events > 0;
    case 'waits':
      return false;
    case 'failed':
      logger.warn({ consumer: name, ...key, offset: done.offset, error: String(done.error) }, 'event failed');
      return false;
    case 'dead':
      logger.error({ consumer: name, ...key, offset: done.offset, error: String(done.error) }, 'event put aside');
      return true;
  }
}
