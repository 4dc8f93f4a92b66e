import type { Feeds } from '../feeds/start-feeds';
import { followChanges } from '../releases/follow-changes';
import type { ScoringMemory } from './open-memory';
import type { ScoringOptions } from './scoring-options';

/** Brings memory in line with the database with each notice that something there is another than before. */
export function hearChanges(
  { databaseUrl, logger }: Pick<ScoringOptions, 'databaseUrl' | 'logger'>,
  o: { memory: ScoringMemory; feeds: Pick<Feeds, 'changed' | 'hurry'>; hurryStreams: () => void },
): Promise<{ close(): Promise<void> }> {
  const { endpoints, precomputed, keys, online } = o.memory;
  return followChanges({
    ...{ databaseUrl, logger },
    onEndpoints: endpoints.look,
    onScores: (endpoint) => (endpoint === undefined ? precomputed.reload() : precomputed.refresh(endpoint)),
    onKeys: keys.onChange,
    onConnect: keys.onConnect,
    onLost: keys.onLost,
    onFeatures: (view) => (view === undefined ? online.reload() : online.refresh(view)),
    onFeeds: o.feeds.changed,
    onEvents() {
      o.feeds.hurry();
      o.hurryStreams();
    },
  });
}
