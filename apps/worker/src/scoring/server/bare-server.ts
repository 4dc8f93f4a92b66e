import type { IncomingMessage } from 'node:http';
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import type { Logger } from '../../logger';
import { watchMethods } from './allowed-methods';
import { judgeFailure } from './failed-request';
import { type Reply, sendProblem } from './reply';

declare module 'fastify' {
  // biome-ignore lint/style/useConsistentTypeDefinitions: only an interface merges with fastify's own
  interface FastifyRequest {
    startedAt: number;
  }
  // biome-ignore lint/style/useConsistentTypeDefinitions: only an interface merges with fastify's own
  interface FastifyInstance {
    /** Methods that are taken at the path of an address. */
    methodsAt(path: string): string[];
  }
}

/** Bytes of a body as it arrives. */
export const bodyLimit = 10 * 1024 * 1024;

/** A server with the limits and refusals of scoring, and no routes yet. Bodies reach the routes as raw bytes. */
export function createBareServer(options: {
  /** Milliseconds on a monotonic clock. */
  now: () => number;
  logger: Logger;
  /** The address a request is answered under, given the one it was sent to. */
  rewriteUrl?: (url: string) => string;
}): FastifyInstance {
  const { now, logger, rewriteUrl } = options;
  const server = fastify({
    logger: false,
    bodyLimit,
    return503OnClosing: true,
    forceCloseConnections: 'idle',
    ...(rewriteUrl === undefined ? {} : { rewriteUrl: ({ url = '/' }: IncomingMessage) => rewriteUrl(url) }),
  });
  server.removeAllContentTypeParsers();
  // Named beside all others: fastify takes a type that is named from its memory, and parses the header of any other each time.
  for (const type of ['application/json', '*'])
    server.addContentTypeParser(type, { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  server.decorateRequest('startedAt', 0);
  server.addHook('onRequest', (request, _reply, done) => {
    request.startedAt = now();
    done();
  });
  server.setErrorHandler((error, request, reply) => answerError({ error, url: request.url, reply, logger }));
  server.decorate('methodsAt', watchMethods(server));
  server.setNotFoundHandler((request, reply) => {
    const { status, message } = describeNowhere(request, reply);
    return sendProblem(reply, status, { code: status === 405 ? 'wrong-method' : 'not-found', message });
  });
  return server;
}

/** What to say where no route answers: 405, with `Allow` set, where the address is right and the method is another. */
export function describeNowhere(request: FastifyRequest, reply: FastifyReply): { status: 404 | 405; message: string } {
  const [path = ''] = request.url.split('?');
  const [shown = ''] = request.originalUrl.split('?');
  const methods = request.server.methodsAt(path);
  if (methods.length === 0) return { status: 404, message: `There is nothing at ${request.method} ${shown}.` };
  reply.header('allow', methods.join(', '));
  const wanted = methods.filter((method) => method !== 'HEAD').join(' or ');
  return { status: 405, message: `${shown} takes no ${request.method}: send ${wanted}.` };
}

/** Answers a request that broke: its own fault is told, ours is in the log. */
export function answerError<R extends Reply>(o: { error: unknown; url: string; reply: R; logger: Logger }): R {
  const { error, url, reply, logger } = o;
  const fault = judgeFailure(error, { url, logger });
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
