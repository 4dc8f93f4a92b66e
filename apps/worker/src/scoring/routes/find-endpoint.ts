import { timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { ProjectId } from '@millrace/pipeline-core/ids';
import type { KeyAnswer } from '../keys/api-key';
import type { EndpointFacts, ServedEndpoint } from '../releases/served-release';
import { andThen } from '../server/and-then';
import type { Reply } from '../server/reply';
import type { ModelRouteDeps } from '../server/server-context';

export type Access = { kind: 'allowed'; endpoint: ServedEndpoint; caller: string; internal: boolean } | Refusal;

export type Refusal = {
  kind: 'refused';
  status: 401 | 403 | 404 | 429 | 503;
  code: string;
  message: string;
  /** Seconds after which the same request may be sent again. */
  retryAfter?: number;
};

/** What a request says of who asks. */
type Asking = { headers: IncomingHttpHeaders };

type Deps = Pick<ModelRouteDeps, 'endpoints' | 'identify' | 'internalToken' | 'open' | 'rates'>;

/** `findEndpoint` for a request that is to be scored: it counts against the rate of its key. */
export function admitScoring(request: Asking, slug: string, deps: Deps): Access | Promise<Access> {
  return andThen(findEndpoint(request, slug, deps), (access) => withinRate(access, deps));
}

function withinRate(access: Access, deps: Deps): Access {
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
export function noteRetry<R extends Reply>(reply: R, { retryAfter }: Refusal): R {
  if (retryAfter !== undefined) reply.header('retry-after', String(retryAfter));
  return reply;
}

/**
 * The endpoint of a request, when the caller may ask it: by API key, or as the web's test form with the internal token. The
 * key comes first, and an endpoint of another project is answered as one that does not exist: nobody learns which there are.
 */
export function findEndpoint(request: Asking, slug: string, deps: Deps): Access | Promise<Access> {
  if (hasInternalToken(request, deps.internalToken))
    return find(slug, deps, { caller: callerOf(request), internal: true });
  if (deps.open !== undefined) return find(slug, deps, { caller: deps.open, internal: false });
  return andThen(deps.identify({ headers: request.headers, scope: 'predict' }), (answer) =>
    findFor(answer, slug, deps),
  );
}

function findFor(answer: KeyAnswer, slug: string, deps: Deps): Access {
  switch (answer.kind) {
    case 'allowed':
      return find(slug, deps, { caller: answer.caller, internal: false, projectId: answer.projectId });
    case 'unauthorized':
      return { kind: 'refused', status: 401, code: 'unauthorized', message: answer.message };
    case 'forbidden':
      return { kind: 'refused', status: 403, code: 'forbidden', message: answer.message };
  }
}

/** Without a project the caller may ask the endpoints of all. */
type Caller = { caller: string; internal: boolean; projectId?: ProjectId };

function find(slug: string, { endpoints }: Deps, { caller, internal, projectId }: Caller): Access {
  const isSeen = ({ facts }: { facts: EndpointFacts }) => projectId === undefined || facts.projectId === projectId;
  const endpoint = endpoints.find(slug);
  if (endpoint !== null && isSeen(endpoint)) return { kind: 'allowed', endpoint, caller, internal };
  const unserved = endpoints.unserved().find((one) => one.facts.slug === slug && isSeen(one));
  if (unserved !== undefined) {
    const message = `This endpoint cannot answer: ${unserved.problem}`;
    return { kind: 'refused', status: 503, code: 'not-loaded', message };
  }
  const message = `No endpoint answers under ${JSON.stringify(slug)}.`;
  return { kind: 'refused', status: 404, code: 'no-endpoint', message };
}

export function hasInternalToken(request: Asking, token: string): boolean {
  const sent = request.headers['x-millrace-internal'];
  if (typeof sent !== 'string' || token === '') return false;
  const [a, b] = [Buffer.from(sent), Buffer.from(token)];
  return a.byteLength === b.byteLength && timingSafeEqual(a, b);
}

function callerOf(request: Asking): string {
  const caller = request.headers['x-millrace-caller'];
  return typeof caller === 'string' && caller !== '' ? caller.slice(0, 200) : 'internal';
}
