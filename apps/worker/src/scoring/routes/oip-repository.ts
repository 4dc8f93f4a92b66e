import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { isObject, parseBody } from '../protocols/native-request';
import { unloadedVersions, versionsOf } from '../protocols/oip/model-metadata';
import type { EndpointFacts } from '../releases/served-release';
import type { ModelRouteDeps } from '../server/server-context';
import { hasInternalToken } from './find-endpoint';
import { sendOipProblem } from './oip-reply';

/** Lists of models, each with the endpoints alone that the key may ask. */
export function addOipRepository(scope: FastifyInstance, deps: ModelRouteDeps): void {
  scope.get('/models', async (request, reply) => {
    const maySee = await seenBy(request, reply, deps);
    if (maySee === null) return reply;
    return {
      models: deps.endpoints
        .all()
        .filter(({ facts }) => maySee(facts))
        .map(({ facts }) => facts.slug),
    };
  });

  scope.post('/repository/index', async (request, reply) => {
    const body = readBody(request);
    if (body === null) return sendOipProblem(reply, 400, 'The body must be a JSON object, or empty.');
    const maySee = await seenBy(request, reply, deps);
    if (maySee === null) return reply;
    const answering = deps.endpoints.all().filter(({ facts }) => maySee(facts));
    const ready = answering.flatMap((endpoint) =>
      versionsOf(endpoint).map((version) => ({ name: endpoint.facts.slug, version, state: 'READY', reason: '' })),
    );
    const unloaded = answering.flatMap((endpoint) =>
      unloadedVersions(endpoint).map(({ version, problem }) => ({
        ...{ name: endpoint.facts.slug, version, state: 'UNAVAILABLE', reason: problem },
      })),
    );
    const unserved = deps.endpoints
      .unserved()
      .filter(({ facts }) => maySee(facts))
      .map(({ facts, problem, isLoading }) => ({
        ...{ name: facts.slug, version: '', state: isLoading === true ? 'LOADING' : 'UNAVAILABLE', reason: problem },
      }));
    return body.ready === true ? ready : [...ready, ...unloaded, ...unserved];
  });
}

function readBody(request: FastifyRequest): { ready?: unknown } | null {
  if (!Buffer.isBuffer(request.body) || request.body.length === 0) return {};
  const parsed = parseBody(request.body);
  return parsed.ok && isObject(parsed.value) ? parsed.value : null;
}

type MaySee = (facts: EndpointFacts) => boolean;

/** Which endpoints the key may see, those of its project; null when the key may see none of any, and the reply says why. */
async function seenBy(request: FastifyRequest, reply: FastifyReply, deps: ModelRouteDeps): Promise<MaySee | null> {
  if (deps.open !== undefined || hasInternalToken(request, deps.internalToken)) return () => true;
  const answer = await deps.identify({ headers: request.headers, scope: 'predict' });
  if (answer.kind === 'allowed') return ({ projectId }) => projectId === answer.projectId;
  sendOipProblem(reply, answer.kind === 'unauthorized' ? 401 : 403, answer.message);
  return null;
}
