import type { AddressInfo } from 'node:net';
import type { JsonObject } from '@millrace/pipeline-core/json';
import type { FastifyInstance } from 'fastify';
import { createFigures } from '../../ground/figures';
import type { ServedRelease } from '../../scoring/releases/served-release';
import { createScoringServer } from '../../scoring/server/http-server';
import { createScoringMetrics } from '../../scoring/server/metrics';
import { fakeEndpoint, testReleaseId } from '../../testing/fake-release';
import { noFeatures } from '../../testing/no-features';
import { noPush } from '../../testing/no-push';
import { createQuietLogger } from '../../testing/quiet-logger';

/** The workbench's own scoring server with version 7 of `churn` at an endpoint of the same name. */
export async function startWorkbench(served: ServedRelease): Promise<{ url: string; server: FastifyInstance }> {
  // Tests compare answers, on machines that do other things: none is to be late.
  const facts = fakeEndpoint({ slug: 'churn', routes: [[7, 1]], more: { budgetMs: 30_000 } });
  const endpoint = { facts, releases: new Map([[testReleaseId(7), served]]) };
  const server = createScoringServer({
    endpoints: {
      find: (name) => (name === 'churn' ? endpoint : null),
      all: () => [endpoint],
      unserved: () => [],
    },
    identify: async () => ({ kind: 'allowed', caller: 'key:test', projectId: facts.projectId }),
    internalToken: '',
    metrics: createScoringMetrics(),
    figures: createFigures(),
    features: noFeatures(),
    push: noPush(),
    score: {
      now: () => performance.now(),
      wallClock: Date.now,
      random: Math.random,
      keep: () => undefined,
      count: () => undefined,
      online: noFeatures().online,
    },
    health: () => ({ status: 'ok', roles: ['score'] }),
    logger: createQuietLogger(),
  });
  await server.listen({ port: 0, host: '127.0.0.1' });
  const { port } = server.server.address() as AddressInfo; // listening on TCP
  return { url: `http://127.0.0.1:${port}`, server };
}

export async function post(url: string, body: unknown, headers: Record<string, string> = {}) {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-api-key': 'some key', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  // Of many shapes: each test says what it expects of it.
  const json: ReturnType<typeof JSON.parse> = await response.json();
  return { status: response.status, json, headers: response.headers };
}

/** An answer without the ids of its predictions, which are drawn anew each time. */
export function withoutIds(answer: { predictions: JsonObject[] }) {
  return { ...answer, predictions: answer.predictions.map(({ id: _id, ...rest }) => rest) };
}
