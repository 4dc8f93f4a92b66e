import { createListener } from '@millrace/db/protocol';
import type { Logger } from '../logger';
import { messageOf } from './message-of';

/** Hears of endpoints and keys that changed. After a lost connection both count as changed: the notices are gone. */
export function followChanges(options: {
  databaseUrl: string;
  onEndpoints: () => Promise<void>;
  onKeys: () => void;
  logger: Logger;
}): Promise<{ close(): Promise<void> }> {
  const { logger, onKeys } = options;
  const reload = () =>
    void options.onEndpoints().catch((error: unknown) => {
      logger.warn({ error: messageOf(error) }, 'endpoints could not be read');
    });
  return createListener({
    url: options.databaseUrl,
    channels: ['mr_endpoint', 'mr_key'],
    onNotify: (channel) => (channel === 'mr_key' ? onKeys() : reload()),
    onConnect: () => {
      onKeys();
      reload();
    },
    onTrouble: (error) => logger.warn({ error: String(error) }, 'endpoint listener lost its connection'),
  });
}
