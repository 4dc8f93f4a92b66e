import type { IncomingHttpHeaders } from 'node:http';
import { describeProblems } from '../answering/describe-problems';
import { outputOf } from '../answering/output-of';
import { rowLimit } from '../answering/row-limit';
import { type ScoreResult, scoreRequest } from '../answering/score-request';
import type { ScoredRow } from '../answering/score-row';
import { parseBody, readNativeRows } from '../protocols/native-request';
import { describeOtherBody } from '../protocols/other-body';
import type { ServedEndpoint } from '../releases/served-release';
import { andThen } from '../server/and-then';
import { type Reply, sendProblem } from '../server/reply';
import type { ModelRouteDeps } from '../server/server-context';
import { shareTurns } from '../server/share-turns';
import { countRequest } from './count-request';
import { admitScoring, noteRetry } from './find-endpoint';

export type NativeRequest = {
  slug: string;
  /** The release that the address asks for. */
  release?: string | undefined;
  headers: IncomingHttpHeaders;
  body: Buffer;
  startedAt: number;
  /** Calls back when the answer has been sent, or its connection is gone. */
  afterAnswer: (work: () => void) => void;
};

type Asked = { request: NativeRequest; reply: Reply; deps: ModelRouteDeps };

/** Scores the rows of a native request and answers it. The promise rejects where the server fails before it has answered. */
export function createNativePredict(deps: ModelRouteDeps): (request: NativeRequest, reply: Reply) => Promise<void> {
  const turn = shareTurns();
  return (request, reply) => turn().then(() => answerRequest({ request, reply, deps }));
}

function answerRequest({ request, reply, deps }: Asked): void | Promise<void> {
  return andThen(admitScoring(request, request.slug, deps), (access): void | Promise<void> => {
    if (access.kind === 'refused') {
      noteRetry(reply, access);
      sendProblem(reply, access.status, { code: access.code, message: access.message });
      return undefined;
    }
    const { endpoint } = access;
    return countRequest({ request, reply, deps, endpoint, protocol: 'native' }, () =>
      predict({ request, reply, deps, access }),
    );
  });
}

type Allowed = { endpoint: ServedEndpoint; caller: string; internal: boolean };

/** Answers the request; gives the rows that were scored, null when none were. */
function predict({
  request,
  reply,
  deps,
  access,
}: Asked & { access: Allowed }): ScoredRow[] | null | Promise<ScoredRow[] | null> {
  const body = parseBody(request.body);
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
  const asked = request.release ?? (typeof header === 'string' ? header : undefined);
  const scored = scoreRequest(
    {
      endpoint: access.endpoint,
      rows: rows.value,
      ...(asked === undefined ? {} : { asked }),
      caller: access.caller,
      protocol: access.internal ? 'test-form' : 'native',
      extras: 'refuse',
      startedAt: request.startedAt,
      afterAnswer: request.afterAnswer,
    },
    deps.score,
  );
  return andThen(scored, (result) => {
    const elapsedMs = deps.score.now() - request.startedAt;
    return answer({ reply, result, endpoint: access.endpoint, body: body.value, elapsedMs });
  });
}

function refuse(reply: Reply, status: number, error: { code: string; message: string }): null {
  sendProblem(reply, status, error);
  return null;
}

function answer(options: {
  reply: Reply;
  result: ScoreResult;
  endpoint: ServedEndpoint;
  /** As it was parsed. */
  body: unknown;
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
        message: describeOtherBody(options.body, result.problems) ?? describeProblems(result.problems),
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
      reply.header('server-timing', serverTiming(result.rows, options.elapsedMs));
      reply.send(toAnswer(result.rows, endpoint));
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
    predictions: rows.map((row) => {
      const answer = outputOf(row);
      answer['id'] = row.id;
      if (row.release !== first) answer['release'] = row.release === null ? null : `v${row.release.number}`;
      if (row.rank !== 0) answer['fallback'] = { rank: row.rank, reason: row.reason ?? '' };
      return answer;
    }),
    release: first === null ? null : `v${first.number}`,
    releaseId: first?.id ?? null,
    model: first?.model ?? null,
    endpoint: endpoint.facts.slug,
    revision: endpoint.facts.revision,
  };
}
