import { timingSafeEqual } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { readKey } from '../api-key';
import type { ServedEndpoint } from '../served-release';
import type { ModelRouteDeps } from '../server-context';

export type Access = { kind: 'allowed'; endpoint: ServedEndpoint; caller: string; internal: boolean } | Refusal;

export type Refusal = {
  kind: 'refused';
  status: 401 | 403 | 404 | 429 | 503;
  code: string;
  message: string;
  /** Seconds after which the same request may be sent again. */
  retryAfter?: number;
};

type Deps = Pick<ModelRouteDeps, 'endpoints' | 'checkKey' | 'internalToken' | 'open' | 'rates'>;

/** `findEndpoint` for a request that is to be scored: it counts against the rate of its key. */
export async function admitScoring(request: FastifyRequest, slug: string, deps: Deps): Promise<Access> {
  const access = await findEndpoint(request, slug, deps);
  if (access.kind === 'refused' || access.internal) return access;
  const wait = deps.rates?.take(access.caller) ?? 0;
  if (wait === 0) return access;
  return {
    kind: 'refused',
    status: 429,
    code: 'too-many-requests',
    message:
      'This API key sends more requests than it may: wait as long as Retry-After says, or send more rows at once.',
    retryAfter: Math.ceil(wait),
  };
}

/** Tells when a refused request may be sent again, where that is known. */
export function noteRetry(reply: FastifyReply, { retryAfter }: Refusal): FastifyReply {
  return retryAfter === undefined ? reply : reply.header('retry-after', String(retryAfter));
}

/** The endpoint of a request, when the caller may ask it: by API key, or as the web's test form with the internal token. */
export async function findEndpoint(request: FastifyRequest, slug: string, deps: Deps): Promise<Access> {
  const internal = hasInternalToken(request, deps.internalToken);
  if (!internal && deps.open === undefined && readKey(request.headers) === null) {
    return {
      kind: 'refused',
      status: 401,
      code: 'unauthorized',
      message: 'Send an API key as Bearer token, X-API-Key or Basic password.',
    };
  }
  const endpoint = deps.endpoints.find(slug);
  if (endpoint === null) return notServed(slug, deps);
  if (internal) return { kind: 'allowed', endpoint, caller: callerOf(request), internal };
  if (deps.open !== undefined) return { kind: 'allowed', endpoint, caller: deps.open, internal };
  const answer = await deps.checkKey({
    headers: request.headers,
    projectId: endpoint.facts.projectId,
    scope: 'predict',
  });
  switch (answer.kind) {
    case 'allowed':
      return { kind: 'allowed', endpoint, caller: answer.caller, internal };
    case 'unauthorized':
      return { kind: 'refused', status: 401, code: 'unauthorized', message: answer.message };
    case 'forbidden':
      return { kind: 'refused', status: 403, code: 'forbidden', message: answer.message };
  }
}

function notServed(slug: string, deps: Deps): Access {
  const problem = deps.endpoints.problemOf(slug);
  return problem === null
    ? {
        kind: 'refused',
        status: 404,
        code: 'no-endpoint',
        message: `No endpoint answers under ${JSON.stringify(slug)}.`,
      }
    : { kind: 'refused', status: 503, code: 'not-loaded', message: `This endpoint cannot answer: ${problem}` };
}

export function hasInternalToken(request: FastifyRequest, token: string): boolean {
  const sent = request.headers['x-millrace-internal'];
  if (typeof sent !== 'string' || token === '') return false;
  const [a, b] = [Buffer.from(sent), Buffer.from(token)];
  return a.byteLength === b.byteLength && timingSafeEqual(a, b);
}

function callerOf(request: FastifyRequest): string {
  const caller = request.headers['x-millrace-caller'];
  return typeof caller === 'string' && caller !== '' ? caller.slice(0, 200) : 'internal';
}
