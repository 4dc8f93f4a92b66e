import type { ProjectId } from '@millrace/pipeline-core/ids';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { isObject, parseBody } from '../protocols/native-request';
import { versionsOf } from '../protocols/oip/model-metadata';
import type { EndpointFacts } from '../served-release';
import type { ModelRouteDeps } from '../server-context';
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
    const ready = deps.endpoints
      .all()
      .filter(({ facts }) => maySee(facts))
      .flatMap((endpoint) =>
        versionsOf(endpoint).map((version) => ({ name: endpoint.facts.slug, version, state: 'READY', reason: '' })),
      );
    const unserved = deps.endpoints
      .unserved()
      .filter(({ facts }) => maySee(facts))
      .map(({ facts, problem }) => ({ name: facts.slug, version: '', state: 'UNAVAILABLE', reason: problem }));
    return body.ready === true ? ready : [...ready, ...unserved];
  });
}

function readBody(request: FastifyRequest): { ready?: unknown } | null {
  if (!Buffer.isBuffer(request.body) || request.body.length === 0) return {};
  const parsed = parseBody(request.body);
  return parsed.ok && isObject(parsed.value) ? parsed.value : null;
}

type MaySee = (facts: EndpointFacts) => boolean;

/** Which endpoints the key may see; null when it may see none, and the reply says why. */
async function seenBy(request: FastifyRequest, reply: FastifyReply, deps: ModelRouteDeps): Promise<MaySee | null> {
  if (deps.open !== undefined || hasInternalToken(request, deps.internalToken)) return () => true;
  const { headers } = request;
  const served = [...deps.endpoints.all(), ...deps.endpoints.unserved()];
  const projects = new Set(served.map(({ facts }) => facts.projectId));
  const seen = new Set<ProjectId>();
  let refusal: { status: 401 | 403; message: string } | null = null;
  for (const projectId of projects) {
    const answer = await deps.checkKey({ headers, projectId, scope: 'predict' });
    if (answer.kind === 'allowed') seen.add(projectId);
    else refusal = { status: answer.kind === 'unauthorized' ? 401 : 403, message: answer.message };
  }
  if (seen.size > 0 || refusal === null) return ({ projectId }) => seen.has(projectId);
  sendOipProblem(reply, refusal.status, refusal.message);
  return null;
}
