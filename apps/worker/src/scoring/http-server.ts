import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import type { Logger } from '../logger';
import { judgeFailure } from './failed-request';
import { addFeatureRoutes } from './features/feature-routes';
import { addPushRoutes } from './push/push-routes';
import { addMlflowRoutes } from './routes/mlflow-routes';
import { addNativeRoutes } from './routes/native-routes';
import { addOipRoutes } from './routes/oip-routes';
import { addPublicRoutes } from './routes/public-routes';
import { type ScoringServerDeps, sendProblem } from './server-context';

declare module 'fastify' {
  // biome-ignore lint/style/useConsistentTypeDefinitions: only an interface merges with fastify's own
  interface FastifyRequest {
    startedAt: number;
  }
}

const bodyLimit = 10 * 1024 * 1024;

/** The scoring server, not yet listening. Bodies reach the routes as raw bytes. */
export function createScoringServer(deps: ScoringServerDeps): FastifyInstance {
  const server = fastify({ logger: false, bodyLimit, return503OnClosing: true, forceCloseConnections: 'idle' });
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  server.decorateRequest('startedAt', 0);
  server.addHook('onRequest', (request, _reply, done) => {
    request.startedAt = deps.score.now();
    done();
  });
  server.setErrorHandler((error, request, reply) => answerError({ error, request, reply, logger: deps.logger }));
  server.setNotFoundHandler((request, reply) =>
    sendProblem(reply, 404, {
      code: 'not-found',
      message: `There is nothing at ${request.method} ${request.url.split('?')[0]}.`,
    }),
  );
  addPublicRoutes(server, deps);
  addNativeRoutes(server, deps);
  addMlflowRoutes(server, { deps, bodyLimit });
  addOipRoutes(server, { deps, bodyLimit });
  addFeatureRoutes(server, deps.features);
  addPushRoutes(server, deps.push);
  return server;
}

function answerError(options: {
  error: unknown;
  request: FastifyRequest;
  reply: FastifyReply;
  logger: Logger;
}): FastifyReply {
  const { error, request, reply, logger } = options;
  const fault = judgeFailure(error, { url: request.url, logger });
  if (fault === null)
    return sendProblem(reply, 500, {
      code: 'internal',
      message: 'The server failed; try again, and look at its log.',
    });
  const { status, message } = fault;
  if (status !== 413) return sendProblem(reply, status, { code: 'bad-request', message });
  return sendProblem(reply, 413, {
    code: 'too-large',
    message: `The body is over ${bodyLimit} bytes: send fewer rows.`,
  });
}
