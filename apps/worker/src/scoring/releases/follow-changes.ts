import { createListener } from '@millrace/db/protocol';
import type { Logger } from '../../logger';
import { messageOf } from '../message-of';

/** Hears of endpoints, keys, features and events that changed. After a lost connection all count as changed: the notices are gone. */
export function followChanges(options: {
  databaseUrl: string;
  onEndpoints: () => Promise<void>;
  onKeys: () => void;
  /** The connection was lost and is back: keys may have changed. */
  onReconnect: () => void;
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
      options.onReconnect();
      reload();
      features();
      options.onFeeds();
    },
    onTrouble: (error) => logger.warn({ error: String(error) }, 'endpoint listener lost its connection'),
  });
}
