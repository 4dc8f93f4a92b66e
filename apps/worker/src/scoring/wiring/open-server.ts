import { findSource, publishAndTell } from '@millrace/db';
import type { FastifyInstance } from 'fastify';
import type { ScoreDeps } from '../answering/score-request';
import type { DatabaseWatch } from '../database-watch';
import { putPushed } from '../features/put-pushed';
import type { Feeds } from '../feeds/start-feeds';
import { createKeyRates } from '../keys/key-rates';
import { createPushSources } from '../push/push-sources';
import { createPushStore } from '../push/push-store';
import { createScoringServer } from '../server/http-server';
import { createScoringMetrics } from '../server/metrics';
import type { ScoringServerDeps } from '../server/server-context';
import type { ScoringMemory } from './open-memory';
import type { ScoringRecords } from './open-records';
import type { ScoringOptions } from './scoring-options';

type ServerParts = {
  memory: ScoringMemory;
  records: ScoringRecords;
  score: ScoreDeps;
  feeds: Pick<Feeds, 'onStored'>;
  database: Pick<DatabaseWatch, 'state'>;
};

/** The HTTP server with what each family of routes needs; it does not listen yet. */
export function openServer(o: ScoringOptions, parts: ServerParts): FastifyInstance {
  const { memory, records, score, database } = parts;
  const { identify } = memory.keys;
  return createScoringServer({
    endpoints: memory.endpoints,
    logger: o.logger,
    internalToken: o.internalToken,
    metrics: createScoringMetrics(),
    figures: o.figures,
    ...{ identify, score, precomputed: memory.precomputed },
    features: {
      ...{ identify, online: memory.online, now: Date.now },
      put: (viewId, rows) => putPushed(o.db, { viewId, rows }),
    },
    push: pushRoutes(o, parts),
    rates: createKeyRates({ perSecond: o.requestsPerSecond ?? 0, now: () => performance.now() }),
    // What waits on disk is what was kept and is not shipped: it says how far behind the database is.
    health: () => ({ ...o.health(), database: database.state(), predictions: records.log.counts() }),
  });
}

function pushRoutes(
  { db, onStored, logger }: ScoringOptions,
  { memory, records, feeds }: ServerParts,
): ScoringServerDeps['push'] {
  return {
    identify: memory.keys.identify,
    sources: createPushSources({ find: (id) => findSource(db, id), now: Date.now }),
    store: createPushStore({
      publish: (block) => publishAndTell(db, block),
      onStored(...stored) {
        onStored?.(...stored);
        feeds.onStored(...stored);
      },
      logger,
    }),
    refusals: records.refusals,
    now: Date.now,
    logger,
  };
}
