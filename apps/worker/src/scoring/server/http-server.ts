import type { FastifyInstance } from 'fastify';
import { addFeatureRoutes } from '../features/feature-routes';
import { addPushRoutes } from '../push/push-routes';
import { addModelRoutes } from '../routes/model-routes';
import { createNativePredict } from '../routes/predict-native';
import { addTryRoutes } from '../routes/try-routes';
import { answerError, createBareServer } from './bare-server';
import { judgeFailure } from './failed-request';
import { answerPlainRequests, type PlainRequestOptions } from './plain-requests';
import type { ScoringServerDeps } from './server-context';

/** The scoring server, not yet listening. */
export function createScoringServer(deps: ScoringServerDeps): FastifyInstance {
  const server = createBareServer({ now: deps.score.now, logger: deps.logger });
  addModelRoutes(server, deps);
  addTryRoutes(server, deps);
  addFeatureRoutes(server, deps.features);
  addPushRoutes(server, deps.push);
  const plain = answerPlainRequests(server.server, { ...deps.score, answer: answerNative(deps) });
  server.addHook('preClose', async () => plain.close());
  return server;
}

/** The same as the route of the server: what is plain is no other request. */
function answerNative(deps: ScoringServerDeps): PlainRequestOptions['answer'] {
  const predict = createNativePredict(deps);
  return ({ head, body, startedAt }, reply) => {
    const { slug, release, headers } = head;
    const request = { slug, release, headers, body, startedAt, afterAnswer: reply.afterwards };
    predict(request, reply).catch((error: unknown) => {
      const url = `/serve/${slug}/predict`;
      if (reply.sent) judgeFailure(error, { url, logger: deps.logger });
      else answerError({ error, url, reply, logger: deps.logger });
    });
  };
}
