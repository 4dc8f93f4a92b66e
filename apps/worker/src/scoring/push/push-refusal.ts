import type { FastifyReply } from 'fastify';

/** Why events were not taken; none of the request is stored. */
export type PushRefusal = {
  status: 400 | 401 | 403 | 404 | 413 | 415 | 422 | 500 | 503;
  code: string;
  message: string;
  next: string;
  /** Seconds after which the sender may try again. */
  retryAfter?: number;
};

/** Answers as RFC 9457 says, in the shape of the rest of the API. */
export function refuse(reply: FastifyReply, { status, code, message, next, retryAfter }: PushRefusal): FastifyReply {
  if (retryAfter !== undefined) void reply.header('retry-after', String(retryAfter));
  const body = { type: `urn:millrace:error:${code}`, title: code, status, detail: message, next };
  return reply.code(status).header('content-type', 'application/problem+json').send(JSON.stringify(body));
}
