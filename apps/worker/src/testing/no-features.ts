import type { FeatureRouteDeps } from '../scoring/features/feature-route-deps';
import { createOnlineStore } from '../scoring/features/online-store';
import { createQuietLogger } from './quiet-logger';

/** For tests of servers without feature views. */
export function noFeatures(): FeatureRouteDeps {
  const none = async () => [];
  const readPlaces = async () => new Map<string, number>();
  const source = { listViews: none, readRows: none, readChanges: none, readKeys: none, readPlaces };
  const online = createOnlineStore({ source, logger: createQuietLogger() });
  void online.reload(); // at once: there are none
  return {
    identify: async () => ({ kind: 'unauthorized', message: 'no key' }),
    online,
    put: async () => undefined,
    now: Date.now,
  };
}
