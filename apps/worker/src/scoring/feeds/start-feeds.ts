import { setTimeout } from 'node:timers/promises';
import { type Database, getStoredFeed, listFeeds, setFeedError } from '@millrace/db';
import { pushTopic } from '@millrace/pipeline-core/events';
import { repeatTask } from '../../ground/repeat-task';
import type { Logger } from '../../logger';
import type { OnlineStore } from '../features/online-store';
import { messageOf } from '../message-of';
import type { OnStored } from '../push/push-store';
import { catchUpFeeds } from './consume-feeds';
import { feedEvents } from './feed-events';
import { createOpenFeeds } from './open-feeds';

export type Feeds = {
  onStored: OnStored;
  /** Other feeds are in use. */
  changed(): void;
  /** Events were published somewhere. */
  hurry(): void;
  stop(): Promise<void>;
};

/** A notice may be lost, and a failed try becomes due. */
const lookEveryMs = 1_000;
/** What the process before left behind is taken up before this one answers, if it takes no longer. */
const catchUpMs = 5_000;

/**
 * Online preparation: events of sources pass through the plans of views into the online store. Whoever stored an event
 * shows what it makes at once, from memory; the online table follows, and tells the other processes. What was stored by a
 * process that died is found behind the view's place in the topic.
 */
export async function startFeeds(o: {
  db: Database;
  online: Pick<OnlineStore, 'goAhead'>;
  now: () => number;
  logger: Logger;
}): Promise<Feeds> {
  const { db, online, now, logger } = o;
  const feeds = createOpenFeeds({
    list: (only) => listFeeds(db, only),
    get: (id) => getStoredFeed(db, id),
    async note({ id, view, topic }, error) {
      if (error !== null) logger.error({ view, topic, error }, 'events of a topic cannot go into a view');
      await setFeedError(db, { id, error });
    },
  });
  await feeds.reload();
  let stopped = false;
  const catchUp = () => catchUpFeeds({ db, feeds, now, logger, stopped: () => stopped });
  const left = catchUp().catch(() => undefined); // the task tries again, and tells
  await Promise.race([left, setTimeout(catchUpMs, undefined, { ref: false })]);
  const task = repeatTask({
    ...{ name: 'feed views', everyMs: lookEveryMs, logger },
    run: catchUp,
  });
  const reload = repeatTask({ name: 'reload feeds', everyMs: 15 * lookEveryMs, run: feeds.reload, logger });
  return {
    onStored(sourceId, projectId, events) {
      const nowMs = now();
      const topic = pushTopic(sourceId);
      for (const feed of feeds.of(projectId, topic)) {
        try {
          const { ahead } = feedEvents(feed.apply, events, { receivedMs: () => 0, nowMs }); // when they came is known to Postgres
          online.goAhead(feed.viewId, { topic, rows: ahead });
        } catch (error) {
          // The events are stored: the consumer takes them, and says what is wrong with them.
          logger.error({ view: feed.view, error: messageOf(error) }, 'events could not be shown at once');
        }
      }
      task.hurry();
    },
    changed: reload.hurry,
    hurry: task.hurry,
    async stop() {
      stopped = true;
      await Promise.all([left, task.stop(), reload.stop()]);
    },
  };
}
