import { createListener } from '@millrace/db/protocol';
import type { Logger } from '../../logger';
import { messageOf } from '../message-of';

/** A connection that died silently is taken for lost after twice this time: keys that were revoked may be answered so long. */
const probeMs = 5_000;

export type ChangeOptions = {
  databaseUrl: string;
  onEndpoints: () => Promise<void>;
  /** An endpoint has other scores of batches; all may have when none is named. */
  onScores: (endpoint?: string) => Promise<void>;
  onKeys: () => void;
  /** The connection is there, or there again: what has changed before this moment was not heard of. */
  onConnect: () => void;
  /** The connection is lost: nothing is heard until it is back. */
  onLost: () => void;
  /** Features of a view changed; of all of them when none is named. */
  onFeatures: (view?: string) => Promise<void>;
  /** Views got other feeds. */
  onFeeds: () => void;
  /** Events were published. */
  onEvents: () => void;
  logger: Logger;
};

/**
 * Hears of endpoints, scores of batches, keys, features and events that changed. After a lost connection all count as
 * changed: the notices are gone.
 */
export function followChanges(o: ChangeOptions): Promise<{ close(): Promise<void> }> {
  const { logger } = o;
  const read = (what: string, work: Promise<void>) =>
    void work.catch((error: unknown) => {
      logger.warn({ error: messageOf(error) }, `${what} could not be read`);
    });
  const heard: Record<Channel, (payload?: string) => void> = {
    mr_endpoint: () => read('endpoints', o.onEndpoints()),
    mr_scores: (endpoint) => read('scores of batches', o.onScores(endpoint)),
    mr_key: o.onKeys,
    mr_features: (view) => read('online features', o.onFeatures(view)),
    mr_feeds: o.onFeeds,
    mr_bus: o.onEvents,
  };
  return createListener({
    url: o.databaseUrl,
    channels,
    onNotify(channel, payload) {
      if (isHeard(channel)) heard[channel](payload);
    },
    onConnect() {
      o.onConnect();
      heard.mr_endpoint();
      heard.mr_scores();
      heard.mr_features();
      heard.mr_feeds();
    },
    onTrouble(error) {
      o.onLost();
      logger.warn({ error: String(error) }, 'endpoint listener lost its connection');
    },
    probeMs,
    answerMs: probeMs,
  });
}

const channels = ['mr_endpoint', 'mr_scores', 'mr_key', 'mr_features', 'mr_feeds', 'mr_bus'] as const;
type Channel = (typeof channels)[number];

function isHeard(channel: string): channel is Channel {
  return channels.some((one) => one === channel);
}
