import type { Signature } from '@millrace/pipeline-core/release';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { nameIn } from '../answering/asked-release';
import type { ServedEndpoint } from '../releases/served-release';
import { sendProblem } from '../server/reply';
import type { ModelRouteDeps } from '../server/server-context';
import { afterAnswer } from './after-answer';
import { findEndpoint } from './find-endpoint';
import { createNativePredict } from './predict-native';

type EndpointRequest = FastifyRequest<{ Params: { slug: string }; Querystring: { release?: string } }>;

/** GET /serve/:slug describes, POST /serve/:slug/predict scores. */
export function addNativeRoutes(server: FastifyInstance, deps: ModelRouteDeps): void {
  server.get('/serve/:slug', async (request: EndpointRequest, reply) => {
    const access = await findEndpoint(request, request.params.slug, deps);
    if (access.kind === 'refused')
      return sendProblem(reply, access.status, { code: access.code, message: access.message });
    if (!access.internal) return describe(access.endpoint);
    const { endpoint } = access;
    const inside = { processes: describeProcesses(endpoint), scores: describeScores(endpoint, deps.precomputed) };
    return { ...describe(endpoint), ...inside };
  });

  const predict = createNativePredict(deps);
  server.post('/serve/:slug/predict', async (request: EndpointRequest, reply) => {
    const { headers, startedAt, body, params, query } = request;
    const asked = { slug: params.slug, release: query.release, headers, startedAt, afterAnswer: afterAnswer(reply) };
    await predict({ ...asked, body: Buffer.isBuffer(body) ? body : Buffer.alloc(0) }, reply);
    return reply;
  });
}

/** As callers read it: every field has to be sent unless it is looked up, and `null` stands for a missing value where it may be missing. */
function describeSignature(signature: Signature) {
  const inputs = signature.inputs.map((input) => ({
    ...input,
    required: input.lookup === undefined,
    nullable: !input.required,
  }));
  return { ...signature, inputs };
}

function describe(endpoint: ServedEndpoint) {
  const { facts } = endpoint;
  const routed = facts.config.routes.flatMap((route) => endpoint.releases.get(route.release) ?? []);
  const first = routed[0];
  return {
    endpoint: facts.slug,
    name: facts.name,
    revision: facts.revision,
    budgetMs: facts.config.budgetMs,
    releases: describeReleases(endpoint),
    model: first?.model ?? null,
    task: first?.task ?? null,
    signature: first === undefined ? null : describeSignature(first.signature),
    example: first === undefined ? null : { rows: [first.example] },
    predict: `/serve/${facts.slug}/predict`,
  };
}

/**
 * Every release of an endpoint, as callers ask for it: those with traffic by their weights, then those that answer where
 * they do not.
 */
function describeReleases(endpoint: ServedEndpoint) {
  const { config } = endpoint.facts;
  const weights = new Map(config.routes.map(({ release, weight }) => [release, weight]));
  const named = [...endpoint.releases.values(), ...(endpoint.unloaded ?? [])];
  return [...new Set([...weights.keys(), ...config.chain])].flatMap((id) => {
    const release = named.find((one) => one.id === id);
    if (release === undefined) return [];
    const problem = endpoint.unloaded?.find((one) => one.id === id)?.problem;
    return {
      ...{ release: `v${release.number}`, ask: nameIn(endpoint, release), releaseId: id, model: release.model },
      weight: weights.get(id) ?? 0,
      ...(problem === undefined ? { state: 'ready' } : { state: 'unavailable', problem }),
    };
  });
}

/** Where each release of an endpoint answers, for the people who run it: callers do not see inside. */
function describeProcesses({ releases, shadow, unloaded = [] }: ServedEndpoint) {
  const loaded = [...releases.values(), ...(shadow === undefined ? [] : [shadow])];
  return [
    ...loaded
      .filter((release) => release.unloaded === undefined)
      .map(({ id, number, model, own }) => ({
        ...{ releaseId: id, release: `v${number}`, model, problem: null },
        own: own?.facts() ?? null,
      })),
    ...unloaded.map(({ id, number, model, problem }) => ({
      ...{ releaseId: id, release: `v${number}`, model, problem, own: null },
    })),
  ];
}

/** Which scores of batches this process has for each release of an endpoint, for the same people. */
function describeScores({ facts }: ServedEndpoint, precomputed: ModelRouteDeps['precomputed']) {
  const own = (precomputed?.tables() ?? []).filter(({ endpoint }) => endpoint.id === facts.id);
  return own.map(({ release: releaseId, scores: { batch }, held, unheld }) => ({
    ...{ releaseId, batch, rows: held?.rows ?? 0 },
    problem: unheld === null ? null : { why: unheld.why, text: unheld.problem },
  }));
}
