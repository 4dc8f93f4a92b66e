import type { Signature } from '@millrace/pipeline-core/release';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { describeProblems } from '../answering/describe-problems';
import { outputOf } from '../answering/output-of';
import { rowLimit } from '../answering/row-limit';
import { type ScoreResult, scoreRequest } from '../answering/score-request';
import type { ScoredRow } from '../answering/score-row';
import { parseBody, readNativeRows } from '../protocols/native-request';
import type { ServedEndpoint } from '../releases/served-release';
import { andThen } from '../server/and-then';
import { type ModelRouteDeps, sendProblem } from '../server/server-context';
import { shareTurns } from '../server/share-turns';
import { afterAnswer } from './after-answer';
import { countRequest } from './count-request';
import { admitScoring, findEndpoint, noteRetry } from './find-endpoint';

type EndpointRequest = FastifyRequest<{ Params: { slug: string }; Querystring: { release?: string } }>;

/** GET /serve/:slug describes, POST /serve/:slug/predict scores. */
export function addNativeRoutes(server: FastifyInstance, deps: ModelRouteDeps): void {
  server.get('/serve/:slug', async (request: EndpointRequest, reply) => {
    const access = await findEndpoint(request, request.params.slug, deps);
    if (access.kind === 'refused')
      return sendProblem(reply, access.status, { code: access.code, message: access.message });
    return access.internal
      ? { ...describe(access.endpoint), processes: describeProcesses(access.endpoint) }
      : describe(access.endpoint);
  });

  const turn = shareTurns();
  server.post('/serve/:slug/predict', (request: EndpointRequest, reply) =>
    turn().then(() =>
      andThen(admitScoring(request, request.params.slug, deps), (access) => {
        if (access.kind === 'refused')
          return sendProblem(noteRetry(reply, access), access.status, { code: access.code, message: access.message });
        const { endpoint } = access;
        const counted = countRequest({ request, reply, deps, endpoint, protocol: 'native' }, () =>
          predict({ request, reply, deps, access }),
        );
        return andThen(counted, () => reply);
      }),
    ),
  );
}

type Allowed = { endpoint: ServedEndpoint; caller: string; internal: boolean };

/** Answers the request; gives the rows that were scored, null when none were. */
function predict(options: {
  request: EndpointRequest;
  reply: FastifyReply;
  deps: ModelRouteDeps;
  access: Allowed;
}): ScoredRow[] | null | Promise<ScoredRow[] | null> {
  const { request, reply, deps, access } = options;
  const body = parseBody(Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0));
  if (!body.ok) return refuse(reply, 400, body.error);
  const rows = readNativeRows(body.value);
  if (!rows.ok) return refuse(reply, 400, rows.error);
  if (rows.value.length > rowLimit) {
    return refuse(reply, 413, {
      code: 'too-many-rows',
      message: `${rows.value.length} rows in one request; send at most ${rowLimit}.`,
    });
  }
  const header = request.headers['x-millrace-release'];
  const asked = request.query.release ?? (typeof header === 'string' ? header : undefined);
  const scored = scoreRequest(
    {
      endpoint: access.endpoint,
      rows: rows.value,
      ...(asked === undefined ? {} : { asked }),
      caller: access.caller,
      protocol: access.internal ? 'test-form' : 'native',
      extras: 'refuse',
      startedAt: request.startedAt,
      afterAnswer: afterAnswer(reply),
    },
    deps.score,
  );
  return andThen(scored, (result) =>
    answer({ reply, result, endpoint: access.endpoint, elapsedMs: deps.score.now() - request.startedAt }),
  );
}

function refuse(reply: FastifyReply, status: number, error: { code: string; message: string }): null {
  sendProblem(reply, status, error);
  return null;
}

function answer(options: {
  reply: FastifyReply;
  result: ScoreResult;
  endpoint: ServedEndpoint;
  elapsedMs: number;
}): ScoredRow[] | null {
  const { reply, result, endpoint } = options;
  switch (result.kind) {
    case 'unknown-release':
      sendProblem(reply, 404, {
        code: 'no-release',
        message: `This endpoint has no release ${JSON.stringify(result.asked)}; it has ${result.known.join(', ')}.`,
        known: result.known,
      });
      return null;
    case 'invalid':
      sendProblem(reply, 422, {
        code: 'invalid-rows',
        message: describeProblems(result.problems),
        fields: result.problems,
      });
      return null;
    case 'exhausted':
      sendProblem(reply, 503, {
        code: 'no-answer',
        message: `No release of this endpoint answered: ${result.message}`,
      });
      return result.rows;
    case 'late':
      sendProblem(reply, 503, { code: 'too-late', message: result.message });
      return result.rows;
    case 'answered':
      reply.header('server-timing', serverTiming(result.rows, options.elapsedMs)).send(toAnswer(result.rows, endpoint));
      return result.rows;
  }
}

function serverTiming(rows: readonly ScoredRow[], elapsedMs: number): string {
  let features = 0;
  let model = 0;
  for (const row of rows) {
    features += row.micros.features;
    model += row.micros.model;
  }
  return `features;dur=${(features / 1000).toFixed(4)}, model;dur=${(model / 1000).toFixed(4)}, total;dur=${elapsedMs.toFixed(4)}`;
}

/** The release is named once; rows that another release answered name it themselves. */
function toAnswer(rows: readonly ScoredRow[], endpoint: ServedEndpoint) {
  const first = rows[0]?.release ?? null;
  return {
    predictions: rows.map((row) => ({
      ...outputOf(row),
      id: row.id,
      ...(row.release === first ? {} : { release: row.release === null ? null : `v${row.release.number}` }),
      ...(row.rank === 0 ? {} : { fallback: { rank: row.rank, reason: row.reason ?? '' } }),
    })),
    release: first === null ? null : `v${first.number}`,
    releaseId: first?.id ?? null,
    model: first?.model ?? null,
    endpoint: endpoint.facts.slug,
    revision: endpoint.facts.revision,
  };
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
    releases: facts.config.routes.map((route) => ({
      release: `v${endpoint.releases.get(route.release)?.number ?? '?'}`,
      releaseId: route.release,
      weight: route.weight,
    })),
    model: first?.model ?? null,
    task: first?.task ?? null,
    signature: first === undefined ? null : describeSignature(first.signature),
    example: first === undefined ? null : { rows: [first.example] },
    predict: `/serve/${facts.slug}/predict`,
  };
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
