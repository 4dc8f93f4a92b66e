import type { KeyScope } from '@millrace/pipeline-core/access';
import { sourceIdSchema } from '@millrace/pipeline-core/ids';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from '../../logger';
import type { KeyProject } from '../api-key';
import { messageOf } from '../message-of';
import { type PushRefusal, refuse } from './push-refusal';
import type { PushSources, PushTarget } from './push-sources';
import type { PushStore } from './push-store';
import { readPushedEvents } from './read-events';
import type { RefusalLog } from './refusal-log';
import { mostBytes, unpackBody } from './unpack-body';

/** What the address of a source works with. */
export type PushRouteDeps = {
  identify: KeyProject;
  sources: PushSources;
  store: PushStore;
  refusals: Pick<RefusalLog, 'note'>;
  now: () => number;
  logger: Logger;
};

type PushRequest = FastifyRequest<{ Params: { source: string } }>;

declare module 'fastify' {
  // biome-ignore lint/style/useConsistentTypeDefinitions: only an interface merges with fastify's own
  interface FastifyRequest {
    pushTarget: PushTarget | null;
  }
}

/** The right to send events, and nothing else. */
const scope: KeyScope = 'push';

/** More than this is not taken on: events that wait for their commit, bytes of requests under way. */
const most = { events: 50_000, bytes: 96 * 1024 ** 2 };

/** POST /sources/:source/events: takes events of programs, and answers when they are durable. */
export function addPushRoutes(server: FastifyInstance, deps: PushRouteDeps): void {
  const load = { bytes: 0 };
  server.decorateRequest('pushTarget', null);
  server.post('/sources/:source/events', {
    bodyLimit: mostBytes,
    // Before the body is read: who may not send, or is to wait, sends it in vain.
    onRequest(request: PushRequest, reply, done) {
      admit(request, { deps, load }).then((found) => {
        if ('refusal' in found) return void refuse(reply, found.refusal);
        request.pushTarget = found.target;
        const bytes = Number(request.headers['content-length'] ?? mostBytes);
        load.bytes += bytes;
        reply.raw.once('close', () => {
          load.bytes -= bytes;
        });
        done();
      }, done);
    },
    errorHandler(error, request, reply) {
      const refusal = refusalOf(error, deps.logger);
      if (request.pushTarget !== null) deps.refusals.note(request.pushTarget.id, refusal);
      void refuse(reply, refusal);
    },
    handler: (request: PushRequest, reply) => take({ request, reply, deps }),
  });
}

async function admit(
  request: PushRequest,
  { deps, load }: { deps: PushRouteDeps; load: { bytes: number } },
): Promise<{ target: PushTarget } | { refusal: PushRefusal }> {
  const answer = await deps.identify({ headers: request.headers, scope });
  if (answer.kind !== 'allowed') {
    const status = answer.kind === 'unauthorized' ? 401 : 403;
    const next = 'Make a key with the scope push under Settings, API keys.';
    return { refusal: { status, code: answer.kind, message: answer.message, next } };
  }
  const id = sourceIdSchema.safeParse(request.params.source);
  const target = id.success ? await deps.sources.find(id.data) : null;
  if (target === null || target.projectId !== answer.projectId) return { refusal: noSource };
  if (deps.store.waiting() >= most.events || load.bytes >= most.bytes) return { refusal: overloaded };
  return { target };
}

const noSource: PushRefusal = {
  status: 404,
  code: 'no-source',
  message: 'No source of this project takes events here.',
  next: 'Copy the address from the page of the source.',
};

const overloaded: PushRefusal = {
  status: 503,
  code: 'overloaded',
  message: 'Too many events wait to be stored; none of this request was.',
  next: 'Send the same request again after the time in Retry-After.',
  retryAfter: 1,
};

async function take(o: { request: PushRequest; reply: FastifyReply; deps: PushRouteDeps }): Promise<FastifyReply> {
  const { request, reply, deps } = o;
  const target = request.pushTarget;
  if (target === null) return refuse(reply, noSource);
  const sent = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
  const refuseAndNote = (refusal: PushRefusal) => {
    deps.refusals.note(target.id, refusal);
    return refuse(reply, refusal);
  };
  const body = await unpackBody(sent, request.headers['content-encoding']);
  if (!body.ok) return refuseAndNote(body.error);
  const key = request.headers['idempotency-key'];
  const events = readPushedEvents({
    body: body.value,
    type: (request.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() ?? '',
    source: `/sources/${target.id}`,
    fields: {
      ...(target.idField === '' ? {} : { idField: target.idField }),
      ...(target.timeField === '' ? {} : { timeField: target.timeField }),
    },
    now: new Date(deps.now()),
    ...(typeof key === 'string' && key !== '' ? { idempotencyKey: key } : {}),
  });
  if (!events.ok) return refuseAndNote({ ...events.error, status: statusOf(events.error.code), next: mend });
  try {
    const stored = await deps.store.add(target, events.value);
    return reply.code(202).send(stored);
  } catch (error) {
    deps.logger.error({ source: target.id, error: messageOf(error) }, 'pushed events could not be stored');
    return refuseAndNote(notStored);
  }
}

const mend = 'Correct it and send the whole request again: none of its events was stored.';

function statusOf(code: string): PushRefusal['status'] {
  if (code === 'wrong-type') return 415;
  if (code === 'too-many') return 413;
  return code === 'not-json' || code === 'not-utf8' ? 400 : 422;
}

const notStored: PushRefusal = {
  status: 503,
  code: 'not-stored',
  message: 'The events could not be stored now.',
  next: 'Send the same request again after the time in Retry-After; events that carry an id are stored once.',
  retryAfter: 2,
};

function refusalOf(error: unknown, logger: Logger): PushRefusal {
  const status = error instanceof Error && 'statusCode' in error ? Number(error.statusCode) : 500;
  if (status === 413) {
    const message = `The body is over ${mostBytes} bytes.`;
    return { status, code: 'too-large', message, next: 'Send fewer events in one request, or pack it with gzip.' };
  }
  if (status >= 400 && status < 500)
    return { status: 400, code: 'bad-request', message: messageOf(error), next: 'Correct the request.' };
  logger.error({ error: messageOf(error) }, 'a push failed');
  return { ...notStored, message: 'The events could not be looked at now.' };
}
