import { TryLater } from '@millrace/db';
import type { KeyScope } from '@millrace/pipeline-core/access';
import type { ProjectId } from '@millrace/pipeline-core/ids';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { parseBody } from '../protocols/native-request';
import { sendProblem } from '../server/reply';
import { answerFeatures, feastRequestSchema, noView } from './feast-answer';
import type { FeatureRouteDeps } from './feature-route-deps';
import { frameSchema, readPush } from './read-push';

const pushSchema = z.object({
  push_source_name: z.string(),
  df: frameSchema,
  to: z.enum(['online', 'offline', 'online_and_offline']).default('online'),
});
/** Others that write a great deal into a view take seconds. */
const retrySeconds = '5';
const writeSchema = z.object({ feature_view_name: z.string(), df: frameSchema });

/**
 * The part of Feast's feature server that reads and writes online features (standards-data.md 6). A key that may ask
 * endpoints may read; what they answer with is written by keys that may push.
 */
export function addFeatureRoutes(server: FastifyInstance, deps: FeatureRouteDeps): void {
  server.post('/get-online-features', async (request, reply) => {
    const projectId = await allowed({ request, reply, deps, scope: 'predict' });
    if (projectId === null) return reply;
    const body = readBody(request, reply, feastRequestSchema);
    if (body === null) return reply;
    const answer = answerFeatures(body, { projectId, online: deps.online, now: deps.now() });
    return answer.ok ? reply.send(answer.value) : sendProblem(reply, answer.error.status, answer.error);
  });

  server.post('/push', async (request, reply) => {
    const projectId = await allowed({ request, reply, deps, scope: 'push' });
    if (projectId === null) return reply;
    const body = readBody(request, reply, pushSchema);
    if (body === null) return reply;
    if (body.to !== 'online') {
      const message = 'Pushed rows go online only. Send them to a source as well to keep them for training.';
      return sendProblem(reply, 422, { code: 'online-only', message });
    }
    return write({ reply, deps, projectId, name: body.push_source_name, df: body.df });
  });

  server.post('/write-to-online-store', async (request, reply) => {
    const projectId = await allowed({ request, reply, deps, scope: 'push' });
    if (projectId === null) return reply;
    const body = readBody(request, reply, writeSchema);
    if (body === null) return reply;
    return write({ reply, deps, projectId, name: body.feature_view_name, df: body.df });
  });
}

type Asking = { request: FastifyRequest; reply: FastifyReply; deps: FeatureRouteDeps; scope: KeyScope };

/** The project of the key; null when the request was refused. */
async function allowed({ request, reply, deps, scope }: Asking): Promise<ProjectId | null> {
  const answer = await deps.identify({ headers: request.headers, scope });
  if (answer.kind === 'allowed') return answer.projectId;
  sendProblem(reply, answer.kind === 'unauthorized' ? 401 : 403, { code: answer.kind, message: answer.message });
  return null;
}

function readBody<S extends z.ZodType>(request: FastifyRequest, reply: FastifyReply, schema: S): z.output<S> | null {
  const json = parseBody(Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0));
  if (!json.ok) {
    sendProblem(reply, 400, json.error);
    return null;
  }
  const parsed = schema.safeParse(json.value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const place = issue?.path.join('.') || 'The body';
  sendProblem(reply, 422, { code: 'wrong-shape', message: `${place}: ${issue?.message ?? 'not as expected'}.` });
  return null;
}

type Write = {
  reply: FastifyReply;
  deps: FeatureRouteDeps;
  projectId: ProjectId;
  name: string;
  df: z.output<typeof frameSchema>;
};

/** Durable first, then in memory, then the answer: who got it reads what they wrote, here and after a crash. */
async function write({ reply, deps, projectId, name, df }: Write): Promise<FastifyReply> {
  const view = deps.online.find(projectId, name);
  if (view === null) {
    const problem = noView(deps.online.whyUnheld(projectId, name), name);
    return sendProblem(reply, problem.status, problem);
  }
  const rows = readPush(df, { view, now: deps.now() });
  if (!rows.ok) return sendProblem(reply, rows.error.status, rows.error);
  try {
    await deps.put(view.facts.id, rows.value);
  } catch (error) {
    if (!(error instanceof TryLater)) throw error;
    const message = `Others write a great deal into the view ${name}; none of the rows was stored. Send the same request again after the time in Retry-After.`;
    return sendProblem(reply.header('retry-after', retrySeconds), 503, { code: 'busy-view', message });
  }
  await deps.online.refresh(view.facts.id);
  return reply.send({});
}
