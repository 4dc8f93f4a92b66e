import type { PushRouteDeps } from '../scoring/push/push-routes';
import { createQuietLogger } from './quiet-logger';

/** For tests of servers without sources. */
export function noPush(): PushRouteDeps {
  return {
    identify: async () => ({ kind: 'unauthorized', message: 'no key' }),
    sources: { find: async () => null },
    store: { add: async () => ({ stored: 0, repeated: 0 }), waiting: () => 0 },
    refusals: { note: () => undefined },
    now: Date.now,
    logger: createQuietLogger(),
  };
}
