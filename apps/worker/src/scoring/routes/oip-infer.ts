import type { JsonObject } from '@millrace/pipeline-core/json';
import { err, ok, type Result } from '@millrace/pipeline-core/result';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { describeProblems } from '../answering/describe-problems';
import { type ScoreResult, scoreRequest } from '../answering/score-request';
import type { ScoredRow } from '../answering/score-row';
import type { OipProblem } from '../protocols/oip/oip-problem';
import { chooseOutputs } from '../protocols/oip/output-tensors';
import { type InferRequest, readInferRequest } from '../protocols/oip/read-infer';
import { rowsFromTensors } from '../protocols/oip/tensor-rows';
import { writeInferAnswer } from '../protocols/oip/write-infer';
import type { ServedEndpoint, ServedRelease } from '../releases/served-release';
import type { ModelRouteDeps } from '../server/server-context';
import { afterAnswer } from './after-answer';
import { packContent, unpackContent } from './content-encoding';
import { countRequest } from './count-request';
import { noteFallback } from './note-fallback';
import { noteWarnings } from './note-warnings';
import { sendOipProblem } from './oip-reply';

/** Tells where the JSON of a body ends and the data of binary tensors begin. */
const lengthHeader = 'inference-header-content-length';

type Infer = {
  request: FastifyRequest;
  reply: FastifyReply;
  deps: ModelRouteDeps;
  bodyLimit: number;
  endpoint: ServedEndpoint;
  /** Whose signature the tensors are read by. */
  release: ServedRelease;
  caller: string;
  /** Asked for in the address. */
  version: string | undefined;
};

/** Scores the tensors of a request and answers it; counts it, however it ends. */
export async function answerInfer(options: Infer): Promise<void> {
  const { request, reply, deps, endpoint, release } = options;
  await countRequest({ request, reply, deps, endpoint, protocol: 'oip', otherwise: release }, () => infer(options));
}

/** The rows that were scored, null when none were. */
async function infer(options: Infer): Promise<ScoredRow[] | null> {
  const { request, reply, deps, endpoint, caller, version } = options;
  const asked = await readAsked(options);
  if (!asked.ok) {
    sendOipProblem(reply, asked.error.status, asked.error.message);
    return null;
  }
  const result = await scoreRequest(
    {
      endpoint,
      rows: asked.value.rows,
      ...(version === undefined ? {} : { asked: version }),
      caller,
      protocol: 'oip',
      extras: 'refuse',
      startedAt: request.startedAt,
      afterAnswer: afterAnswer(reply),
    },
    deps.score,
  );
  return await answer(options, { asked: asked.value, result });
}

type Asked = InferRequest & { rows: JsonObject[]; chosen: Exclude<ReturnType<typeof chooseOutputs>, string> };

/** All that can be wrong with a request is looked at before anything is scored. */
async function readAsked({ request, bodyLimit, release }: Infer): Promise<Result<Asked, OipProblem>> {
  const sent = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
  const unpacked = await unpackContent(sent, {
    encoding: request.headers['content-encoding'],
    mostBytes: bodyLimit,
  });
  if (!unpacked.ok) return unpacked;
  const length = request.headers[lengthHeader];
  const fields = new Set(release.signature.inputs.map(({ name }) => name));
  const read = readInferRequest(unpacked.value, typeof length === 'string' ? length : undefined, fields);
  if (!read.ok) return read;
  const chosen = chooseOutputs(release, read.value.outputs?.map(({ name }) => name) ?? null);
  if (typeof chosen === 'string') return err({ status: 400, message: chosen });
  const rows = rowsFromTensors(read.value.inputs, release.signature);
  return rows.ok ? ok({ ...read.value, rows: rows.value, chosen }) : rows;
}

async function answer(
  { request, reply, endpoint }: Infer,
  { asked, result }: { asked: Asked; result: ScoreResult },
): Promise<ScoredRow[] | null> {
  switch (result.kind) {
    case 'unknown-release':
      sendOipProblem(reply, 404, `There is no version ${result.asked}; there is ${result.known.join(', ')}.`);
      return null;
    case 'invalid':
      sendOipProblem(reply, 400, describeProblems(result.problems));
      return null;
    case 'exhausted':
      sendOipProblem(reply, 503, `No version of this model answered: ${result.message}`);
      return result.rows;
    case 'late':
      sendOipProblem(reply, 503, result.message);
      return result.rows;
    case 'answered': {
      const number = onlyVersion(result.rows);
      noteWarnings(noteFallback(reply, result.rows), result.rows);
      const written = writeInferAnswer({
        model_name: endpoint.facts.slug,
        ...(number === undefined ? {} : { model_version: String(number) }),
        ...(asked.id === undefined ? {} : { id: asked.id }),
        outputs: asked.chosen.map((output, at) => ({
          tensor: output.read(result.rows),
          binary: asked.outputs?.[at]?.binary ?? asked.binary,
        })),
      });
      await send({ reply, accepted: request.headers['accept-encoding'], ...written });
      return result.rows;
    }
  }
}

/** The protocol has one version for all rows: there is none to tell where several releases, or the constant, answered them. */
function onlyVersion(rows: readonly ScoredRow[]): number | undefined {
  const numbers = new Set(rows.map(({ release }) => release?.number));
  return numbers.size === 1 ? rows[0]?.release?.number : undefined;
}

async function send(o: {
  reply: FastifyReply;
  accepted: string | undefined;
  bytes: Buffer;
  jsonBytes: number | null;
}): Promise<void> {
  const { reply, bytes, jsonBytes } = o;
  if (jsonBytes !== null) reply.header(lengthHeader, String(jsonBytes));
  const packed = await packContent(bytes, o.accepted);
  if (packed.encoding !== null) reply.header('content-encoding', packed.encoding);
  reply.type(jsonBytes === null ? 'application/json' : 'application/octet-stream').send(packed.body);
}
