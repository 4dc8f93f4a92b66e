import type { AddressInfo } from 'node:net';
import { createRowValidator, type Prediction, type Signature } from '@millrace/pipeline-core/release';
import { createFigures } from '../ground/figures';
import { createKeyCheck, hashKey, type KnownKey } from '../scoring/keys/api-key';
import { createKeyRates } from '../scoring/keys/key-rates';
import { createServedEndpoints } from '../scoring/releases/served-endpoints';
import type { EndpointFacts, RowAnswer, ServedRelease } from '../scoring/releases/served-release';
import { createScoringServer } from '../scoring/server/http-server';
import { createScoringMetrics } from '../scoring/server/metrics';
import { fakeEndpoint, fakeRelease } from './fake-release';
import { noFeatures } from './no-features';
import { noPush } from './no-push';
import { createQuietLogger } from './quiet-logger';

export type ProtocolServer = {
  /** Without a slash at its end. */
  base: string;
  /** Every prediction that was kept. */
  kept: Prediction[];
  close(): Promise<unknown>;
};

/** A scoring server over HTTP with these releases and endpoints, and the keys `secret` (predict) and `reader` (read). */
export async function startProtocolServer(options: {
  releases: readonly ServedRelease[];
  endpoints: readonly EndpointFacts[];
  requestsPerSecond?: number;
}): Promise<ProtocolServer> {
  const logger = createQuietLogger();
  const kept: Prediction[] = [];
  const endpoints = createServedEndpoints({
    logger,
    listEndpoints: async () => [...options.endpoints],
    nameRelease: async () => ({ number: 9, modelName: 'churn' }),
    loadRelease: async (id) => {
      const found = options.releases.find((release) => release.id === id);
      if (found === undefined) throw new Error('its bundle is not there');
      return found;
    },
  });
  const { projectId } = fakeEndpoint({ routes: [[1, 1]] });
  const key: KnownKey = { id: 'k1', projectId, enabled: true, expiresAt: null, scopes: ['predict'] };
  const keys = new Map<string, KnownKey>([
    [hashKey('secret'), key],
    [hashKey('reader'), { ...key, id: 'k2', scopes: ['read'] }],
  ]);
  const server = createScoringServer({
    endpoints,
    logger,
    internalToken: 'inside',
    figures: createFigures(),
    metrics: createScoringMetrics(),
    identify: createKeyCheck({ find: async (hash) => keys.get(hash) ?? null, now: Date.now }).identify,
    features: noFeatures(),
    push: noPush(),
    score: {
      now: () => performance.now(),
      wallClock: Date.now,
      random: Math.random,
      keep: (predictions) => void kept.push(...predictions),
      count: () => undefined,
      online: noFeatures().online,
    },
    // A clock that stands still: what was used up does not come back while a test runs.
    rates: createKeyRates({ perSecond: options.requestsPerSecond ?? 0, now: () => 0 }),
    health: () => ({ status: 'ok', roles: ['score'] }),
  });
  await endpoints.reload();
  await server.listen({ port: 0, host: '127.0.0.1' });
  const { port } = server.server.address() as AddressInfo; // listening on TCP
  return { base: `http://127.0.0.1:${port}`, kept, close: () => server.close() };
}

/** A release with this signature and answer, by default of two classes. */
export function releaseOf(
  number: number,
  options: { task?: ServedRelease['task']; signature: Signature; answer: ServedRelease['answer'] },
): ServedRelease {
  const { signature, answer, task = 'binary' } = options;
  return { ...fakeRelease(number), task, signature, validator: createRowValidator(signature), answer };
}

const micros = { features: 0, model: 0 };

/** A whole number, a number, a flag and a text; the answer depends on each of them. */
export const mixedRelease = releaseOf(1, {
  signature: {
    inputs: [
      { name: 'age', type: 'integer', required: false },
      { name: 'rate', type: 'number', required: false },
      { name: 'member', type: 'boolean', required: false },
      { name: 'plan', type: 'text', required: false },
    ],
    outputs: [
      { name: 'churn', type: 'text' },
      { name: 'probability_no', type: 'number' },
      { name: 'probability_yes', type: 'number' },
    ],
  },
  answer({ age, rate, member, plan }): RowAnswer {
    const years = typeof age === 'number' ? age / 256 : 0.125;
    const share = typeof rate === 'number' ? rate / 8 : 0.0625;
    const yes = years + share + (member === true ? 0.25 : 0) + (plan === 'größe' ? 0.125 : plan === null ? 0.03125 : 0);
    const prediction = yes >= 0.5 ? 'yes' : 'no';
    return { prediction, probabilities: { no: 1 - yes, yes }, output: [1 - yes, yes], micros };
  },
});

/** Two numbers; the answer is one. */
export const numbersRelease = releaseOf(2, {
  task: 'regression',
  signature: {
    inputs: [
      { name: 'x', type: 'number', required: false },
      { name: 'y', type: 'number', required: false },
    ],
    outputs: [{ name: 'price', type: 'number' }],
  },
  answer({ x, y }): RowAnswer {
    const prediction = (typeof x === 'number' ? x * 2 : 100) + (typeof y === 'number' ? y : 1000);
    return { prediction, output: [prediction], micros };
  },
});
