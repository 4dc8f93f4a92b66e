import type { JsonObject } from '@millrace/pipeline-core/json';
import type { Signature } from '@millrace/pipeline-core/release';
import { err, ok, type Result } from '@millrace/pipeline-core/result';
import { parse as parseCsv } from 'csv-parse/sync';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { convertCsvRows, readMlflowRows } from '../protocols/mlflow-request';
import { parseBody } from '../protocols/native-request';
import { type ScoredRow, scoreRequest } from '../score-request';
import type { ServedEndpoint } from '../served-release';
import type { ModelRouteDeps } from '../server-context';
import { findEndpoint } from './find-endpoint';

type EndpointRequest = FastifyRequest<{ Params: { slug: string } }>;
type MlflowProblem = { code: string; message: string };

/** The calls of MLflow's own scoring server below /serve/:slug, so that its clients work unchanged. */
export function addMlflowRoutes(server: FastifyInstance, deps: ModelRouteDeps): void {
  for (const path of ['ping', 'health']) {
    server.get(`/serve/:slug/${path}`, async (request: EndpointRequest, reply) => {
      const access = await findEndpoint(request, request.params.slug, deps);
      if (access.kind === 'refused') return sendMlflowProblem(reply, access.status, access);
      return reply.header('content-type', 'application/json').send('\n');
    });
  }

  server.get('/serve/:slug/version', async (request: EndpointRequest, reply) => {
    const access = await findEndpoint(request, request.params.slug, deps);
    if (access.kind === 'refused') return sendMlflowProblem(reply, access.status, access);
    return reply.header('content-type', 'text/plain').send(String(firstRouted(access.endpoint)?.number ?? ''));
  });

  server.post('/serve/:slug/invocations', async (request: EndpointRequest, reply) => {
    const access = await findEndpoint(request, request.params.slug, deps);
    if (access.kind === 'refused') return sendMlflowProblem(reply, access.status, access);
    const { endpoint, caller } = access;
    const slug = endpoint.facts.slug;
    deps.metrics.started(slug);
    const rows = await invoke({ request, reply, deps, endpoint, caller });
    const release = firstRouted(endpoint);
    deps.metrics.ended({
      endpoint: slug,
      model: release?.model ?? '',
      version: String(release?.number ?? ''),
      protocol: 'mlflow',
      code: reply.statusCode,
      seconds: (deps.score.now() - request.startedAt) / 1000,
      rows: rows?.length ?? 0,
    });
    return reply;
  });
}

async function invoke(options: {
  request: EndpointRequest;
  reply: FastifyReply;
  deps: ModelRouteDeps;
  endpoint: ServedEndpoint;
  caller: string;
}): Promise<ScoredRow[] | null> {
  const { request, reply, deps, endpoint, caller } = options;
  const rows = readRows(request, firstRouted(endpoint)?.signature);
  if (!rows.ok) {
    if (rows.error.code === 'media-type') reply.code(415).header('content-type', 'text/plain').send(rows.error.message);
    else sendMlflowProblem(reply, 400, rows.error);
    return null;
  }
  const scoring = {
    endpoint,
    rows: rows.value,
    caller,
    protocol: 'mlflow',
    extras: 'ignore',
    startedAt: request.startedAt,
  } as const;
  const result = await scoreRequest(scoring, deps.score);
  switch (result.kind) {
    case 'unknown-release': // no release was asked for
    case 'exhausted':
    case 'late':
      sendMlflowProblem(reply, 504, { code: 'DEADLINE_EXCEEDED', message: 'No release answered in time.' });
      return null;
    case 'invalid': {
      const mistyped = result.problems.find((problem) => problem.problem === 'mistyped');
      const detail = result.problems
        .map((problem) => `row ${problem.row}, ${problem.field}: ${problem.problem}`)
        .join('; ');
      const code = mistyped === undefined ? 'INVALID_PARAMETER_VALUE' : 'BAD_REQUEST';
      sendMlflowProblem(reply, 400, { code, message: `Failed to enforce schema of the data: ${detail}` });
      return null;
    }
    case 'answered':
      reply.send({ predictions: result.rows.map((row) => row.prediction) });
      return result.rows;
  }
}

function readRows(request: EndpointRequest, signature: Signature | undefined): Result<JsonObject[], MlflowProblem> {
  const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
  const [type = '', ...parameters] = (request.headers['content-type'] ?? 'application/json').toLowerCase().split(';');
  const charset = parameters.map((parameter) => parameter.trim()).find((parameter) => parameter.startsWith('charset='));
  if (charset !== undefined && !['charset=utf-8', 'charset="utf-8"'].includes(charset)) {
    return err({ code: 'media-type', message: `The charset must be utf-8, got ${charset}.` });
  }
  if (type.trim() === 'text/csv') return readCsv(body, signature);
  if (type.trim() !== 'application/json') {
    return err({ code: 'media-type', message: 'This predictor only supports application/json and text/csv.' });
  }
  const parsed = parseBody(body);
  return parsed.ok ? readMlflowRows(parsed.value) : err({ code: 'BAD_REQUEST', message: parsed.error.message });
}

function readCsv(body: Buffer, signature: Signature | undefined): Result<JsonObject[], MlflowProblem> {
  try {
    const records: Record<string, string>[] = parseCsv(body, { columns: true, bom: true, skip_empty_lines: true });
    return ok(convertCsvRows(records, signature ?? { inputs: [], outputs: [] }));
  } catch (error) {
    return err({
      code: 'BAD_REQUEST',
      message: `The CSV cannot be read: ${error instanceof Error ? error.message : String(error)}`,
    });
  }
}

function firstRouted(endpoint: ServedEndpoint) {
  const [route] = endpoint.facts.config.routes;
  return route === undefined ? undefined : endpoint.releases.get(route.release);
}

function sendMlflowProblem(reply: FastifyReply, status: number, problem: MlflowProblem): FastifyReply {
  return reply
    .code(status)
    .send({ error_code: problem.code.toUpperCase().replaceAll('-', '_'), message: problem.message });
}
