import { setImmediate } from 'node:timers/promises';
import { type JsonObject, jsonObjectSchema } from '@millrace/pipeline-core/json';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { findAsked, knownReleases, whyUnloaded } from '../answering/asked-release';
import { messageOf } from '../message-of';
import { parseBody } from '../protocols/native-request';
import type { RowAnswer, ServedRelease } from '../releases/served-release';
import { sendProblem } from '../server/reply';
import type { ModelRouteDeps } from '../server/server-context';
import { findEndpoint } from './find-endpoint';

const bodySchema = z.object({ release: z.string().min(1), rows: z.array(jsonObjectSchema).min(1).max(100) });

/** So long one row is waited for, which a process of its own may never answer. */
const rowMs = 5000;
/** And so long all of them. */
const allMs = 20_000;

export type Tried = Pick<RowAnswer, 'prediction' | 'probabilities'> | { problem: string };

/**
 * POST /serve/:slug/try, for the web alone: what one release of the endpoint says to rows, each for itself, with the values
 * that are in them. Nobody was answered: nothing is kept, counted, or copied into the shadow.
 */
export function addTryRoutes(server: FastifyInstance, deps: ModelRouteDeps): void {
  server.post('/serve/:slug/try', async (request: FastifyRequest<{ Params: { slug: string } }>, reply) => {
    const access = await findEndpoint(request, request.params.slug, deps);
    if (access.kind === 'refused')
      return sendProblem(reply, access.status, { code: access.code, message: access.message });
    if (!access.internal)
      return sendProblem(reply, 403, { code: 'forbidden', message: 'Only the web server of Millrace may try rows.' });
    const body = parseBody(Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0));
    const asked = bodySchema.safeParse(body.ok ? body.value : null);
    if (!asked.success) return sendProblem(reply, 400, { code: 'bad-request', message: z.prettifyError(asked.error) });
    const release = findAsked(access.endpoint, asked.data.release);
    if (release === null) {
      const known = knownReleases(access.endpoint);
      const message = whyUnloaded(access.endpoint, asked.data.release) ?? 'This endpoint has no such release.';
      return sendProblem(reply, 404, { code: 'no-release', message, known });
    }
    const gone = new AbortController();
    reply.raw.once('close', () => gone.abort());
    const end = AbortSignal.any([gone.signal, AbortSignal.timeout(allMs)]);
    const answers: Tried[] = [];
    for (const row of asked.data.rows) answers.push(await tryRow(release, row, end));
    return { answers };
  });
}

async function tryRow(release: ServedRelease, row: JsonObject, end: AbortSignal): Promise<Tried> {
  if (end.aborted) return { problem: 'there was no time left to ask it' };
  const [problem] = release.validator.check(row, { index: 0, extras: 'ignore' });
  if (problem !== undefined) return { problem: `${problem.field} is ${problem.seen}, expected ${problem.expected}` };
  await setImmediate(); // requests come between two rows
  try {
    const { prediction, probabilities } = await release.answer(
      row,
      AbortSignal.any([end, AbortSignal.timeout(rowMs)]),
      rowMs,
    );
    return { prediction, ...(probabilities === undefined ? {} : { probabilities }) };
  } catch (error) {
    return { problem: messageOf(error) };
  }
}
