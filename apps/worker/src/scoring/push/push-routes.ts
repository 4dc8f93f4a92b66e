import type { KeyScope } from '@millrace/pipeline-core/access';
import { sourceIdSchema } from '@millrace/pipeline-core/ids';
import { err, ok, type Result } from '@millrace/pipeline-core/result';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from '../../logger';
import type { KeyProject } from '../keys/api-key';
import { messageOf } from '../message-of';
import { judgeFailure } from '../server/failed-request';
import { createPushLoad, type HeldBytes, type PushLoad } from './push-load';
import { type PushRefusal, refuse } from './push-refusal';
import type { PushSources, PushTarget } from './push-sources';
import { isRefusedValue, type PushStore, type Stored } from './push-store';
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
    pushHeld: HeldBytes | null;
  }
}

/** The right to send events, and nothing else. */
const scope: KeyScope = 'push';

/** More than this is not taken on: events that wait for their commit, bytes of requests until they are stored. */
const most = { events: 50_000, bytes: 96 * 1024 ** 2 };

/** POST /sources/:source/events: takes events of programs, and answers when they are durable. */
export function addPushRoutes(server: FastifyInstance, deps: PushRouteDeps): void {
  const load = createPushLoad(most.bytes);
  server.decorateRequest('pushTarget', null);
  server.decorateRequest('pushHeld', null);
  server.post('/sources/:source/events', {
    bodyLimit: mostBytes,
    // Before the body is read: who may not send, or is to wait, sends it in vain.
    onRequest(request: PushRequest, reply, done) {
      admit(request, { deps, load }).then((found) => {
        if ('refusal' in found) return void refuse(reply, found.refusal);
        request.pushTarget = found.target;
        request.pushHeld = found.held;
        // Who hangs up while the body comes lets go of it; afterwards the handler has it (take).
        if (request.raw.socket.destroyed) found.held.letGo();
        else reply.raw.once('close', () => letGoUntaken(request));
        done();
      }, done);
    },
    errorHandler(error, request, reply) {
      const refusal = refusalOf(error, { url: request.url, logger: deps.logger });
      if (request.pushTarget !== null) deps.refusals.note(request.pushTarget.id, refusal);
      void refuse(reply, refusal);
    },
    handler: (request: PushRequest, reply) => take({ request, reply, deps }),
  });
}

async function admit(
  request: PushRequest,
  { deps, load }: { deps: PushRouteDeps; load: PushLoad },
): Promise<{ target: PushTarget; held: HeldBytes } | { refusal: PushRefusal }> {
  const answer = await deps.identify({ headers: request.headers, scope });
  if (answer.kind !== 'allowed') {
    const status = answer.kind === 'unauthorized' ? 401 : 403;
    const next = 'Make a key with the scope push under Settings, API keys.';
    return { refusal: { status, code: answer.kind, message: answer.message, next } };
  }
  const id = sourceIdSchema.safeParse(request.params.source);
  const target = id.success ? await deps.sources.find(id.data) : null;
  if (target === null || target.projectId !== answer.projectId) return { refusal: noSource };
  const held = deps.store.waiting() >= most.events ? null : load.hold(lengthOf(request));
  if (held !== null) return { target, held };
  deps.refusals.note(target.id, overloaded);
  return { refusal: overloaded };
}

/** A body whose length is not told may be as long as a body may be. */
function lengthOf({ headers }: PushRequest): number {
  return Math.min(mostBytes, Number(headers['content-length'] ?? mostBytes));
}

function letGoUntaken(request: PushRequest): void {
  request.pushHeld?.letGo();
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

/** From here on the bytes are held until the events are stored or refused, whether somebody waits for the answer or not. */
async function take(o: { request: PushRequest; reply: FastifyReply; deps: PushRouteDeps }): Promise<FastifyReply> {
  const { request, reply, deps } = o;
  const { pushTarget: target, pushHeld: held } = request;
  if (target === null || held === null) return refuse(reply, noSource);
  request.pushHeld = null;
  try {
    const stored = await store({ request, deps, target, held });
    if (stored.ok) return reply.code(202).send(stored.value);
    deps.refusals.note(target.id, stored.error);
    return refuse(reply, stored.error);
  } finally {
    held.letGo();
  }
}

type Taking = { request: PushRequest; deps: PushRouteDeps; target: PushTarget; held: HeldBytes };

async function store({ request, deps, target, held }: Taking): Promise<Result<Stored, PushRefusal>> {
  const sent = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
  const body = await unpackBody(sent, request.headers['content-encoding']);
  if (!body.ok) return body;
  if (!held.change(body.value.length)) return err(overloaded);
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
  if (!events.ok) return err({ ...events.error, status: statusOf(events.error.code), next: mend });
  try {
    return ok(await deps.store.add(target, { events: events.value, bytes: body.value.length }));
  } catch (error) {
    deps.logger.error({ source: target.id, error: messageOf(error) }, 'pushed events could not be stored');
    return err(isRefusedValue(error) ? refusedValue : notStored);
  }
}

const mend = 'Correct it and send the whole request again: none of its events was stored.';

function statusOf(code: string): PushRefusal['status'] {
  if (code === 'wrong-type') return 415;
  if (code === 'too-many') return 413;
  return code === 'not-json' || code === 'not-utf8' ? 400 : 422;
}

const refusedValue: PushRefusal = {
  status: 422,
  code: 'refused-value',
  message:
    'The database cannot keep a value of these events; none of them was stored, and sending them again changes nothing.',
  next: 'Leave out or correct values of unusual size or form, and look at the log of the scoring role for the reason.',
};

const notStored: PushRefusal = {
  status: 503,
  code: 'not-stored',
  message: 'The events could not be stored now.',
  next: 'Send the same request again after the time in Retry-After; events that carry an id are stored once.',
  retryAfter: 2,
};

function refusalOf(error: unknown, o: { url: string; logger: Logger }): PushRefusal {
  const fault = judgeFailure(error, o);
  if (fault === null) return { ...notStored, message: 'The events could not be looked at now.' };
  if (fault.status !== 413)
    return { status: 400, code: 'bad-request', message: fault.message, next: 'Correct the request.' };
  const message = `The body is over ${mostBytes} bytes.`;
  return { status: 413, code: 'too-large', message, next: 'Send fewer events in one request, or pack it with gzip.' };
}
