import { consumeTopic, type Database, retryDeadLetter } from '@millrace/db';
import type { Logger } from '../logger';

type Context = { db: Database; logger: Logger };

/** One piece of work that is bounded, such as a block of events of a topic. True when there may be more behind it. */
export type Block = () => Promise<boolean>;

/**
 * Does what there is to do in rounds, a block of each in turn: a topic on which events come faster than they are handled
 * keeps none of the others waiting, nor whoever stops the process.
 */
export async function driveConsumers(o: { blocks(): Promise<readonly Block[]>; stopped(): boolean }): Promise<void> {
  for (let more = true; more; ) {
    more = false;
    for (const take of o.stopped() ? [] : await o.blocks()) {
      if (o.stopped()) return;
      if (await take()) more = true;
    }
  }
}

/** The next events of a topic for a consumer. */
export async function takeEvents({ db, logger }: Context, o: Parameters<typeof consumeTopic>[1]): Promise<boolean> {
  const { consumer, projectId, topic } = o;
  const done = await consumeTopic(db, o);
  switch (done.kind) {
    case 'handled':
      return done.events > 0;
    case 'waits':
      return false;
    case 'failed':
      logger.warn({ consumer, projectId, topic, offset: done.offset, error: String(done.error) }, 'event failed');
      return false;
    case 'dead':
      logger.error({ consumer, projectId, topic, offset: done.offset, error: String(done.error) }, 'event put aside');
      return true;
  }
}

/** One event that was put aside and that somebody wants tried again. */
export async function takeLetter({ db, logger }: Context, o: Parameters<typeof retryDeadLetter>[1]): Promise<boolean> {
  const tried = await retryDeadLetter(db, o);
  if (tried?.error !== undefined)
    logger.warn({ consumer: o.consumer, letter: tried.id, error: String(tried.error) }, 'event failed again');
  return tried !== null;
}
