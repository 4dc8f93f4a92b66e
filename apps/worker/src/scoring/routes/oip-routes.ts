import type { FastifyInstance, FastifyRequest } from 'fastify';
import { findAsked, whyUnloaded } from '../answering/asked-release';
import { modelMetadata } from '../protocols/oip/model-metadata';
import type { ServedEndpoint, ServedRelease } from '../releases/served-release';
import { describeNowhere } from '../server/bare-server';
import { judgeFailure } from '../server/failed-request';
import type { ModelRouteDeps } from '../server/server-context';
import { admitScoring, findEndpoint, type Refusal } from './find-endpoint';
import { firstRouted } from './first-routed';
import { answerInfer } from './oip-infer';
import { refuseOip, sendOipProblem } from './oip-reply';
import { addOipRepository } from './oip-repository';

type ModelRequest = FastifyRequest<{ Params: { model: string; version?: string } }>;

const extensions = ['binary_tensor_data', 'model_repository'];

/**
 * The Open Inference Protocol, version 2, over REST (kserve/open-inference-protocol, inference_rest.md) with the binary
 * tensor extension: every endpoint is a model, every release a version of it.
 */
export function addOipRoutes(server: FastifyInstance, options: { deps: ModelRouteDeps; bodyLimit: number }): void {
  const { deps } = options;
  void server.register(
    async (scope) => {
      scope.setErrorHandler((error, request, reply) => {
        const fault = judgeFailure(error, { url: request.url, logger: deps.logger });
        if (fault === null) return sendOipProblem(reply, 500, 'The server failed; try again, and look at its log.');
        const message =
          fault.status === 413 ? `The body is over ${options.bodyLimit} bytes: send fewer rows.` : fault.message;
        return sendOipProblem(reply, fault.status, message);
      });
      scope.setNotFoundHandler((request, reply) => {
        const { status, message } = describeNowhere(request, reply);
        return sendOipProblem(reply, status, message);
      });
      addHealth(scope, deps);
      addOipRepository(scope, deps);
      addModels(scope, options);
    },
    { prefix: '/v2' },
  );
}

/** What needs no key: it names no endpoint. */
function addHealth(scope: FastifyInstance, deps: ModelRouteDeps): void {
  scope.get('/', (_request, reply) => reply.send({ name: 'millrace', version: '2', extensions }));
  scope.get('/health/live', (_request, reply) => reply.send({ live: true }));
  scope.get('/health/ready', (_request, reply) => {
    const ready = deps.endpoints.unserved().every(({ isNew }) => isNew === true);
    return reply.code(ready ? 200 : 503).send({ ready, live: true });
  });
}

function addModels(scope: FastifyInstance, { deps, bodyLimit }: { deps: ModelRouteDeps; bodyLimit: number }): void {
  for (const path of ['/models/:model', '/models/:model/versions/:version']) {
    scope.get(path, async (request: ModelRequest, reply) => {
      const found = await findModel(request, deps);
      if (found.kind === 'refused') return refuseOip(reply, found);
      return reply.send(modelMetadata(found.endpoint, found.release));
    });

    scope.get(`${path}/ready`, async (request: ModelRequest, reply) => {
      const found = await findModel(request, deps);
      if (found.kind === 'found') return reply.send({ name: found.endpoint.facts.slug, ready: true });
      if (found.status !== 503) return refuseOip(reply, found);
      return reply.code(503).send({ name: request.params.model, ready: false, error: found.message });
    });

    scope.post(`${path}/infer`, async (request: ModelRequest, reply) => {
      const { model, version } = request.params;
      const access = await admitScoring(request, model, deps);
      if (access.kind === 'refused') return refuseOip(reply, access);
      const found = findVersion(access.endpoint, { model, version });
      if (found.kind === 'refused') return refuseOip(reply, found);
      const { endpoint, caller } = access;
      await answerInfer({ request, reply, deps, bodyLimit, endpoint, release: found.release, caller, version });
      return reply;
    });
  }
}

type Found = { kind: 'found'; endpoint: ServedEndpoint; release: ServedRelease };

async function findModel(request: ModelRequest, deps: ModelRouteDeps): Promise<Found | Refusal> {
  const access = await findEndpoint(request, request.params.model, deps);
  return access.kind === 'refused' ? access : findVersion(access.endpoint, { version: undefined, ...request.params });
}

/** A version that cannot be loaded is refused, whoever else of the chain might answer. */
function findVersion(
  endpoint: ServedEndpoint,
  { model, version }: { model: string; version: string | undefined },
): Found | Refusal {
  const release = version === undefined ? firstRouted(endpoint) : findAsked(endpoint, version);
  if (release !== null && release !== undefined) return { kind: 'found', endpoint, release };
  const unloaded = version === undefined ? null : whyUnloaded(endpoint, version);
  if (unloaded !== null) return { kind: 'refused', status: 503, code: 'not-loaded', message: unloaded };
  const message = `The model ${JSON.stringify(model)} has no version ${JSON.stringify(version ?? '')}: its metadata lists them.`;
  return { kind: 'refused', status: 404, code: 'no-release', message };
}
