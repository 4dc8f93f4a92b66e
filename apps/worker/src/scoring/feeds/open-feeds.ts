import { type ServedFeed, type StoredFeed, TryLater } from '@millrace/db';
import { type FeedFunction, openFeed } from '@millrace/pipeline-core/features';
import { messageOf } from '../message-of';

/** A feed with its function. */
export type OpenFeed = ServedFeed & { apply: FeedFunction };

export type FeedSource = {
  list(only?: { viewId: string; topic: string }): Promise<ServedFeed[]>;
  /** What a feed does; null when it has been replaced meanwhile. */
  get(id: string): Promise<StoredFeed | null>;
};

/** A feed that cannot be opened. Its events wait for one that can: they are not at fault. */
export class ClosedFeed extends TryLater {
  override name = 'ClosedFeed';
}

type Options = FeedSource & {
  /** Keeps why a feed cannot be opened, or with null that it can. */
  note(feed: ServedFeed, error: string | null): Promise<void>;
};

export type OpenFeeds = {
  /** Feeds of a topic, as far as this process has heard. */
  of(projectId: string, topic: string): readonly OpenFeed[];
  /** The feeds that `list` names, opened; `get` reads those that were never seen. Throws ClosedFeed when one cannot be. */
  open(source: FeedSource, only?: { viewId: string; topic: string }): Promise<OpenFeed[]>;
  /** Reads which feeds there are. One that cannot be opened is noted, and keeps none of the others. */
  reload(): Promise<void>;
};

const remembered = 200;

/** The feeds in use with their functions. A function is made once for each digest. */
export function createOpenFeeds(source: Options): OpenFeeds {
  const functions = new Map<string, FeedFunction>();
  let byTopic = new Map<string, OpenFeed[]>();

  async function functionOf(feed: ServedFeed, from: FeedSource): Promise<FeedFunction | null> {
    const known = functions.get(feed.digest);
    if (known !== undefined) return known;
    try {
      const stored = await from.get(feed.id);
      if (stored === null) return null;
      const { shape, ...rest } = stored;
      const made = openFeed({ feed: rest, shape });
      if (functions.size >= remembered) functions.clear();
      functions.set(feed.digest, made);
      return made;
    } catch (error) {
      const message = `The way of events into ${feed.view} cannot be opened: ${messageOf(error)}. Run the pipeline that publishes it again.`;
      throw new ClosedFeed(message, { cause: error });
    }
  }

  async function tryOpen(feed: ServedFeed): Promise<OpenFeed | null> {
    try {
      const apply = await functionOf(feed, source);
      if (feed.error !== null) await source.note(feed, null);
      return apply === null ? null : { ...feed, apply };
    } catch (error) {
      if (!(error instanceof ClosedFeed)) throw error;
      if (feed.error !== error.message) await source.note(feed, error.message);
      return null;
    }
  }

  async function open(from: FeedSource, only?: { viewId: string; topic: string }): Promise<OpenFeed[]> {
    const opened: OpenFeed[] = [];
    for (const feed of await from.list(only)) {
      const apply = await functionOf(feed, from);
      if (apply !== null) opened.push({ ...feed, apply });
    }
    return opened;
  }

  return {
    of: (projectId, topic) => byTopic.get(`${projectId} ${topic}`) ?? [],
    open,
    async reload() {
      const next = new Map<string, OpenFeed[]>();
      for (const listed of await source.list()) {
        const feed = await tryOpen(listed);
        if (feed === null) continue;
        const name = `${feed.projectId} ${feed.topic}`;
        next.set(name, [...(next.get(name) ?? []), feed]);
      }
      byTopic = next;
    },
  };
}
