import { createListener } from '@millrace/db/protocol';
import type { Logger } from '../../logger';
import { messageOf } from '../message-of';

/** A connection that died silently is taken for lost after twice this time: keys that were revoked may be answered so long. */
const probeMs = 5_000;

/** Hears of endpoints, keys, features and events that changed. After a lost connection all count as changed: the notices are gone. */
export function followChanges(options: {
  databaseUrl: string;
  onEndpoints: () => Promise<void>;
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
}): Promise<{ close(): Promise<void> }> {
  const { logger, onKeys } = options;
  const reload = () =>
    void options.onEndpoints().catch((error: unknown) => {
      logger.warn({ error: messageOf(error) }, 'endpoints could not be read');
    });
  const features = (view?: string) =>
    void options.onFeatures(view).catch((error: unknown) => {
      logger.warn({ error: messageOf(error) }, 'online features could not be read');
    });
  return createListener({
    url: options.databaseUrl,
    channels: ['mr_endpoint', 'mr_key', 'mr_features', 'mr_feeds', 'mr_bus'],
    onNotify: (channel, payload) => {
      if (channel === 'mr_key') onKeys();
      else if (channel === 'mr_features') features(payload);
      else if (channel === 'mr_feeds') options.onFeeds();
      else if (channel === 'mr_bus') options.onEvents();
      else reload();
    },
    onConnect: () => {
      options.onConnect();
      reload();
      features();
      options.onFeeds();
    },
    onTrouble(error) {
      options.onLost();
      logger.warn({ error: String(error) }, 'endpoint listener lost its connection');
    },
    probeMs,
    answerMs: probeMs,
  });
}
