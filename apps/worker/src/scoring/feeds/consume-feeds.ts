import {
  addDeadLetters,
  type Consumed,
  consumeTopic,
  countFed,
  type Database,
  type Db,
  type FeedTopic,
  feedConsumerName,
  getStoredFeed,
  listFeeds,
  listFeedsAsked,
  listFeedsBehind,
  putOnline,
  retryDeadLetter,
  TryLater,
  tryLockOnline,
} from '@millrace/db';
import type { BusEvent } from '@millrace/pipeline-core/events';
import type { Logger } from '../../logger';
import { feedEvents } from './feed-events';
import type { OpenFeeds } from './open-feeds';

type Context = { db: Database; feeds: OpenFeeds; now: () => number; logger: Logger };

/** Events in one transaction. */
const block = 1_000;

/**
 * Brings every view in line with its topics. Rows, counts, what failed and the view's place in the topic commit together,
 * so that an event counts once however often a process dies. One process at a time reads a topic for a view.
 */
export async function catchUpFeeds(context: Context): Promise<void> {
  for (const topic of await listFeedsBehind(context.db)) {
    while (await takeBlock(context, topic));
  }
  for (const consumer of await listFeedsAsked(context.db)) {
    while (await retryLetter(context, consumer));
  }
}

/** True when there may be more. */
async function takeBlock(context: Context, { viewId, view, projectId, topic }: FeedTopic): Promise<boolean> {
  const { db, logger } = context;
  const consumer = feedConsumerName(view);
  const done: Consumed = await consumeTopic(db, {
    ...{ projectId, topic, consumer, limit: block },
    handle: async (events, tx) => {
      // A publication of millions of rows holds it for minutes. Whoever stored the events shows them meanwhile.
      if (!(await tryLockOnline(tx, viewId))) throw new TryLater(`${view} is being published`);
      const letters = await takeEvents(context, { tx, viewId, topic, events });
      await addDeadLetters(tx, { projectId, consumer, topic, letters });
    },
  });
  switch (done.kind) {
    case 'handled':
      return done.events > 0;
    case 'waits':
      return false;
    case 'failed':
      logger.warn({ consumer, topic, offset: done.offset, error: String(done.error) }, 'events did not reach a view');
      return false;
    case 'dead':
      logger.error({ consumer, topic, offset: done.offset, error: String(done.error) }, 'event put aside');
      return true;
  }
}

type Taking = { tx: Db; viewId: string; topic: string; events: readonly BusEvent[] };

/** Writes what the feeds of a view make of events. The events that failed, once each. */
async function takeEvents({ feeds, now }: Context, { tx, viewId, topic, events }: Taking) {
  const source = {
    list: (only?: { viewId: string; topic: string }) => listFeeds(tx, only),
    get: (id: string) => getStoredFeed(tx, id),
  };
  const letters = new Map<number, { event: BusEvent; message: string }>();
  const last = events.at(-1);
  for (const feed of last === undefined ? [] : await feeds.open(source, { viewId, topic })) {
    const receivedMs = ({ receivedAt }: BusEvent) => receivedAt.getTime();
    const { rows, failed, counts } = feedEvents(feed.apply, events, { receivedMs, nowMs: now() });
    const written = await putOnline(tx, { viewId, rows });
    await countFed(tx, { id: feed.id, lastEventAt: last?.receivedAt ?? new Date(0), counts: { ...counts, written } });
    for (const letter of failed) letters.set(letter.event.offset, letter);
  }
  return [...letters.values()];
}

/** One event that was put aside and that somebody wants tried again; true when there was one. */
async function retryLetter(context: Context, consumer: string): Promise<boolean> {
  const { db, logger } = context;
  const tried = await retryDeadLetter(db, {
    consumer,
    handle: async ({ projectId, topic, event }, tx) => {
      const mine = (await listFeeds(tx)).filter(
        (feed) => feed.projectId === projectId && feed.topic === topic && feedConsumerName(feed.view) === consumer,
      );
      for (const viewId of new Set(mine.map((feed) => feed.viewId))) {
        const [letter] = await takeEvents(context, { tx, viewId, topic, events: [event] });
        if (letter !== undefined) throw new Error(letter.message);
      }
    },
  });
  if (tried?.error !== undefined)
    logger.warn({ consumer, letter: tried.id, error: String(tried.error) }, 'event failed again');
  return tried !== null;
}
