import type { Json, JsonObject } from '@millrace/pipeline-core/json';
import type { FieldProblem, Signature } from '@millrace/pipeline-core/release';
import { err, ok, type Result } from '@millrace/pipeline-core/result';
import { parse as parseCsv } from 'csv-parse/sync';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { recommendedOutput } from '../../data/recommended';
import type { Logger } from '../../logger';
import { rowLimit } from '../answering/row-limit';
import { scoreRequest } from '../answering/score-request';
import type { ScoredRow } from '../answering/score-row';
import { convertCsvRows, readMlflowRows } from '../protocols/mlflow-request';
import { parseBody } from '../protocols/native-request';
import type { ServedEndpoint } from '../releases/served-release';
import { judgeFailure } from '../server/failed-request';
import type { ModelRouteDeps } from '../server/server-context';
import { afterAnswer } from './after-answer';
import { countRequest } from './count-request';
import { admitScoring, findEndpoint, noteRetry, type Refusal } from './find-endpoint';
import { firstLoaded, firstRouted } from './first-routed';
import { noteFallback } from './note-fallback';
import { noteWarnings } from './note-warnings';

type EndpointRequest = FastifyRequest<{ Params: { slug: string } }>;
type MlflowProblem = { code: string; message: string };
type RowsProblem = MlflowProblem & { status: 400 | 413 | 415 };

const noSignature: Signature = { inputs: [], outputs: [] };

/** The calls of MLflow's own scoring server below /serve/:slug, so that its clients work unchanged. */
export function addMlflowRoutes(
  server: FastifyInstance,
  { deps, bodyLimit }: { deps: ModelRouteDeps; bodyLimit: number },
): void {
  const errorHandler = mlflowErrors({ bodyLimit, logger: deps.logger });
  for (const path of ['ping', 'health']) {
    server.get(`/serve/:slug/${path}`, { errorHandler }, async (request: EndpointRequest, reply) => {
      const access = await findEndpoint(request, request.params.slug, deps);
      if (access.kind === 'refused') return sendMlflowProblem(reply, access.status, access);
      return reply.header('content-type', 'application/json').send(Buffer.from('\n')); // a text would get a charset
    });
  }

  server.get('/serve/:slug/version', { errorHandler }, async (request: EndpointRequest, reply) => {
    const access = await findEndpoint(request, request.params.slug, deps);
    if (access.kind === 'refused') return sendMlflowProblem(reply, access.status, access);
    return reply.header('content-type', 'text/plain').send(String(firstLoaded(access.endpoint)?.number ?? ''));
  });

  server.post('/serve/:slug/invocations', { errorHandler }, async (request: EndpointRequest, reply) => {
    const access = await admitScoring(request, request.params.slug, deps);
    if (access.kind === 'refused') return refuse(reply, access);
    const { endpoint, caller } = access;
    const counted = { request, reply, deps, endpoint, protocol: 'mlflow', otherwise: firstRouted(endpoint) } as const;
    await countRequest(counted, () => invoke({ request, reply, deps, endpoint, caller }));
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
    if (rows.error.status === 415) reply.code(415).header('content-type', 'text/plain').send(rows.error.message);
    else sendMlflowProblem(reply, rows.error.status, rows.error);
    return null;
  }
  const scoring = {
    endpoint,
    rows: rows.value,
    caller,
    protocol: 'mlflow',
    extras: 'ignore',
    startedAt: request.startedAt,
    afterAnswer: afterAnswer(reply),
  } as const;
  const result = await scoreRequest(scoring, deps.score);
  switch (result.kind) {
    case 'unknown-release': // no release was asked for
    case 'late':
      sendMlflowProblem(reply, 504, tooSlow);
      return null;
    case 'exhausted': {
      if (result.rows.some(({ late }) => late === true)) sendMlflowProblem(reply, 504, tooSlow);
      else sendMlflowProblem(reply, 500, { code: 'INTERNAL_ERROR', message: 'No release of this endpoint answered.' });
      return null;
    }
    case 'invalid':
      sendMlflowProblem(reply, 400, schemaProblem(result.problems));
      return null;
    case 'answered':
      noteWarnings(noteFallback(reply, result.rows), result.rows).send({ predictions: result.rows.map(predictionOf) });
      return result.rows;
  }
}

const tooSlow = { code: 'DEADLINE_EXCEEDED', message: 'No release answered in time.' };

/** A column that is not there comes before values that do not convert, as MLflow looks for them. */
function schemaProblem(problems: readonly FieldProblem[]): MlflowProblem {
  const missing = problems.some(({ problem }) => problem === 'missing');
  const mistyped = problems.some(({ problem }) => problem === 'mistyped');
  const detail = problems.map(({ row, field, problem }) => `row ${row}, ${field}: ${problem}`).join('; ');
  const code = mistyped && !missing ? 'BAD_REQUEST' : 'INVALID_PARAMETER_VALUE';
  return { code, message: `Failed to enforce schema of the data: ${detail}` };
}

/** One value where the model has one output; an object where it has several, as a list or the interval of a forecast. */
function predictionOf({ prediction, recommended, interval }: ScoredRow): Json {
  if (recommended !== undefined) return { prediction, ...recommendedOutput(recommended) };
  return interval === undefined ? prediction : { prediction, ...interval };
}

function readRows(request: EndpointRequest, signature: Signature | undefined): Result<JsonObject[], RowsProblem> {
  const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
  const [type = '', ...parameters] = (request.headers['content-type'] ?? 'application/json').toLowerCase().split(';');
  const charset = parameters.map((parameter) => parameter.trim()).find((parameter) => parameter.startsWith('charset='));
  if (charset !== undefined && !['charset=utf-8', 'charset="utf-8"'].includes(charset)) {
    return err({ status: 415, code: 'media-type', message: `The charset must be utf-8, got ${charset}.` });
  }
  if (type.trim() === 'text/csv') return readCsv(body, signature);
  if (type.trim() !== 'application/json') {
    return err({
      status: 415,
      code: 'media-type',
      message: 'This predictor only supports application/json and text/csv.',
    });
  }
  const parsed = parseBody(body);
  return parsed.ok
    ? readMlflowRows(parsed.value, signature ?? noSignature)
    : err({ status: 400, code: 'BAD_REQUEST', message: parsed.error.message });
}

function readCsv(body: Buffer, signature: Signature | undefined): Result<JsonObject[], RowsProblem> {
  try {
    // Read no further than shows that there are too many.
    const options = { columns: true, bom: true, skip_empty_lines: true, to: rowLimit + 1 } as const;
    const records: Record<string, string>[] = parseCsv(body, options);
    if (records.length > rowLimit) {
      return err({
        status: 413,
        code: 'BAD_REQUEST',
        message: `Over ${rowLimit} rows in one request; send at most so many.`,
      });
    }
    return ok(convertCsvRows(records, signature ?? noSignature));
  } catch (error) {
    return err({
      status: 400,
      code: 'BAD_REQUEST',
      message: `The CSV cannot be read: ${error instanceof Error ? error.message : String(error)}`,
    });
  }
}

function refuse(reply: FastifyReply, refusal: Refusal): FastifyReply {
  const code = refusal.status === 429 ? 'REQUEST_LIMIT_EXCEEDED' : refusal.code;
  return sendMlflowProblem(noteRetry(reply, refusal), refusal.status, { code, message: refusal.message });
}

/** Errors before or beside the handler, in the body that MLflow's clients read. */
function mlflowErrors({ bodyLimit, logger }: { bodyLimit: number; logger: Logger }) {
  return (error: unknown, request: FastifyRequest, reply: FastifyReply) => {
    const fault = judgeFailure(error, { url: request.url, logger });
    if (fault === null) {
      const message = 'The server failed; try again, and look at its log.';
      void sendMlflowProblem(reply, 500, { code: 'INTERNAL_ERROR', message });
      return;
    }
    const message = fault.status === 413 ? `The body is over ${bodyLimit} bytes: send fewer rows.` : fault.message;
    void sendMlflowProblem(reply, fault.status, { code: 'BAD_REQUEST', message });
  };
}

function sendMlflowProblem(reply: FastifyReply, status: number, problem: MlflowProblem): FastifyReply {
  return reply
    .code(status)
    .send({ error_code: problem.code.toUpperCase().replaceAll('-', '_'), message: problem.message });
}
