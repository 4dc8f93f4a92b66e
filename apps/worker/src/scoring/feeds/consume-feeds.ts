import {
  addDeadLetters,
  countFed,
  countUnsettledLetters,
  type Database,
  type Db,
  type FeedTopic,
  feedConsumerName,
  getStoredFeed,
  listFeeds,
  listFeedsAsked,
  listFeedsBehind,
  mostWaitingLetters,
  Outage,
  putOnline,
  TryLater,
  tryLockOnline,
} from '@millrace/db';
import type { BusEvent } from '@millrace/pipeline-core/events';
import type { Logger } from '../../logger';
import { type Block, driveConsumers, takeEvents, takeLetter } from '../../topics/drive-consumers';
import { feedEvents } from './feed-events';
import type { OpenFeeds } from './open-feeds';

type Context = { db: Database; feeds: OpenFeeds; now: () => number; logger: Logger };

/** Events in one transaction. */
const block = 1_000;

/**
 * Brings every view in line with its topics. Rows, counts, what failed and the view's place in the topic commit together,
 * so that an event counts once however often a process dies. One process at a time reads a topic for a view.
 */
export function catchUpFeeds({ stopped, ...context }: Context & { stopped: () => boolean }): Promise<void> {
  const blocks = async (): Promise<Block[]> => [
    ...(await listFeedsBehind(context.db)).map((topic) => () => takeBlock(context, topic)),
    ...(await listFeedsAsked(context.db)).map((consumer) => () => retryLetter(context, consumer)),
  ];
  return driveConsumers({ blocks, stopped });
}

function takeBlock(context: Context, { viewId, view, projectId, topic }: FeedTopic): Promise<boolean> {
  const consumer = feedConsumerName(view);
  return takeEvents(context, {
    ...{ projectId, topic, consumer, limit: block },
    handle: async (all, tx) => {
      await lockOnline(tx, viewId);
      const events = all.slice(0, await roomForLetters(tx, { projectId, consumer, topic }));
      const letters = await feedView(context, { tx, viewId, topic, events, again: false });
      await addDeadLetters(tx, { projectId, consumer, topic, letters });
      return events.length;
    },
  });
}

/**
 * How many events may fail now. An event that was put aside is nowhere else once its topic lets it go: rather than drop one,
 * or keep ever more, the view takes none until somebody has decided, and the topic keeps those that come.
 */
async function roomForLetters(
  tx: Db,
  key: Pick<FeedTopic, 'projectId' | 'topic'> & { consumer: string },
): Promise<number> {
  const room = mostWaitingLetters - (await countUnsettledLetters(tx, { ...key, most: mostWaitingLetters }));
  if (room > 0) return room;
  throw new Outage(
    `${mostWaitingLetters} events of the topic ${key.topic} stand under Events, Put aside. The view takes no more of it until somebody tries them again or dismisses them there.`,
  );
}

/** While others write a great deal into a view, other views have their turn, and memory shows the events. */
async function lockOnline(tx: Db, viewId: string): Promise<void> {
  if (!(await tryLockOnline(tx, { viewId, waitMs: 100 }))) throw new TryLater('others write into the view');
}

type Taking = { tx: Db; viewId: string; topic: string; events: readonly BusEvent[]; again: boolean };

/**
 * Writes what the feeds of a view make of events. A feed passes over those that it has taken before, unless they are to be
 * taken again: another feed may have begun before its place. The events that failed, once each.
 */
async function feedView({ feeds, now }: Context, { tx, viewId, topic, events, again }: Taking) {
  const source = {
    list: (only?: { viewId: string; topic: string }) => listFeeds(tx, only),
    get: (id: string) => getStoredFeed(tx, id),
  };
  const letters = new Map<number, { event: BusEvent; message: string }>();
  const receivedMs = ({ receivedAt }: BusEvent) => receivedAt.getTime();
  for (const feed of await feeds.open(source, { viewId, topic })) {
    const due = again ? events : events.filter(({ offset }) => offset > feed.place);
    const last = due.at(-1);
    if (last === undefined) continue;
    const { rows, failed, counts } = feedEvents(feed.apply, due, { receivedMs, nowMs: now() });
    const written = await putOnline(tx, { viewId, rows });
    await countFed(tx, { id: feed.id, last, counts: { ...counts, written } });
    for (const letter of failed) letters.set(letter.event.offset, letter);
  }
  return [...letters.values()];
}

/** One event that was put aside and that somebody wants tried again; true when there was one. */
function retryLetter(context: Context, consumer: string): Promise<boolean> {
  return takeLetter(context, {
    consumer,
    handle: async ({ projectId, topic, event }, tx) => {
      const mine = (await listFeeds(tx)).filter(
        (feed) => feed.projectId === projectId && feed.topic === topic && feedConsumerName(feed.view) === consumer,
      );
      if (mine.length === 0) throw new Error(noFeed(topic));
      for (const viewId of new Set(mine.map((feed) => feed.viewId))) {
        await lockOnline(tx, viewId);
        const [letter] = await feedView(context, { tx, viewId, topic, events: [event], again: true });
        if (letter !== undefined) throw new Error(letter.message);
      }
    },
  });
}

const noFeed = (topic: string) =>
  `No events of the topic ${topic} go into this view any more. Publish it from a pipeline over a dataset of this topic and try again, or dismiss the event.`;
