import type { AddressInfo } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { createFigures, type Figures } from '../../ground/figures';
import { fakeEndpoint } from '../../testing/fake-release';
import { noFeatures } from '../../testing/no-features';
import { noPush } from '../../testing/no-push';
import { createQuietLogger } from '../../testing/quiet-logger';
import type { ScoreDeps } from '../answering/score-request';
import { createKeyCheck, hashKey, type KnownKey } from '../keys/api-key';
import { createKeyRates } from '../keys/key-rates';
import { createServedEndpoints, type ServedEndpoints } from '../releases/served-endpoints';
import type { EndpointFacts, ServedRelease } from '../releases/served-release';
import { createScoringServer } from '../server/http-server';
import { createScoringMetrics } from '../server/metrics';
import type { ModelRouteDeps } from '../server/server-context';

export type ServerWish = Pick<ModelRouteDeps, 'precomputed'> &
  Partial<Pick<ScoreDeps, 'keep' | 'count'>> & {
    releases: readonly ServedRelease[];
    endpoints: readonly EndpointFacts[];
    requestsPerSecond?: number;
    figures?: Figures;
  };

/**
 * The scoring server over these releases and endpoints, without a database: not yet listening, and nothing is loaded before
 * `endpoints.reload`. Its keys are `secret` (predict) and `reader` (read), its internal token is `inside`.
 */
export function makeScoringServer(o: ServerWish): { server: FastifyInstance; endpoints: ServedEndpoints } {
  const logger = createQuietLogger();
  const endpoints = createServedEndpoints({
    logger,
    listEndpoints: async () => [...o.endpoints],
    nameRelease: async () => ({ number: 9, modelName: 'churn' }),
    loadRelease: async (id) => {
      const found = o.releases.find((release) => release.id === id);
      if (found === undefined) throw new Error('its bundle is not there');
      return found;
    },
  });
  const server = createScoringServer({
    endpoints,
    logger,
    internalToken: 'inside',
    figures: o.figures ?? createFigures(),
    metrics: createScoringMetrics(),
    identify: createKeyCheck({ find: async (hash) => knownKeys().get(hash) ?? null, now: Date.now }).identify,
    features: noFeatures(),
    push: noPush(),
    score: {
      now: () => performance.now(),
      wallClock: Date.now,
      random: Math.random,
      keep: o.keep ?? (() => undefined),
      count: o.count ?? (() => undefined),
      online: noFeatures().online,
    },
    ...(o.precomputed === undefined ? {} : { precomputed: o.precomputed }),
    // A clock that stands still: what was used up does not come back while a test runs.
    rates: createKeyRates({ perSecond: o.requestsPerSecond ?? 0, now: () => 0 }),
    health: () => ({ status: 'ok', roles: ['score'] }),
  });
  return { server, endpoints };
}

function knownKeys(): ReadonlyMap<string, KnownKey> {
  const { projectId } = fakeEndpoint({ routes: [[1, 1]] });
  const key: KnownKey = { id: 'k1', projectId, enabled: true, expiresAt: null, scopes: ['predict'] };
  return new Map([
    [hashKey('secret'), key],
    [hashKey('reader'), { ...key, id: 'k2', scopes: ['read'] }],
  ]);
}

/** The same with everything loaded, listening on a free port; `base` has no slash at its end. */
export async function startScoringServer(wish: ServerWish): Promise<{ base: string; close(): Promise<unknown> }> {
  const { server, endpoints } = makeScoringServer(wish);
  await endpoints.reload();
  await server.listen({ port: 0, host: '127.0.0.1' });
  const { port } = server.server.address() as AddressInfo; // listening on TCP
  return { base: `http://127.0.0.1:${port}`, close: () => server.close() };
}
