import type { ServedFeed, StoredFeed } from '@millrace/db';
import { type FeedFunction, openFeed } from '@millrace/pipeline-core/features';

/** A feed with its function. */
export type OpenFeed = ServedFeed & { apply: FeedFunction };

export type FeedSource = {
  list(only?: { viewId: string; topic: string }): Promise<ServedFeed[]>;
  /** What a feed does; null when it has been replaced meanwhile. */
  get(id: string): Promise<StoredFeed | null>;
};

export type OpenFeeds = {
  /** Feeds of a topic, as far as this process has heard. */
  of(projectId: string, topic: string): readonly OpenFeed[];
  /** The feeds that `list` names, opened; `get` reads those that were never seen. */
  open(source: FeedSource, only?: { viewId: string; topic: string }): Promise<OpenFeed[]>;
  /** Reads which feeds there are. */
  reload(): Promise<void>;
};

const remembered = 200;

/** The feeds in use with their functions. A function is made once for each digest. */
export function createOpenFeeds(source: FeedSource): OpenFeeds {
  const functions = new Map<string, FeedFunction>();
  let byTopic = new Map<string, OpenFeed[]>();

  async function functionOf(feed: ServedFeed, from: FeedSource): Promise<FeedFunction | null> {
    const known = functions.get(feed.digest);
    if (known !== undefined) return known;
    const stored = await from.get(feed.id);
    if (stored === null) return null;
    const { shape, ...rest } = stored;
    const made = openFeed({ feed: rest, shape });
    if (functions.size >= remembered) functions.clear();
    functions.set(feed.digest, made);
    return made;
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
      for (const feed of await open(source)) {
        const name = `${feed.projectId} ${feed.topic}`;
        next.set(name, [...(next.get(name) ?? []), feed]);
      }
      byTopic = next;
    },
  };
}
