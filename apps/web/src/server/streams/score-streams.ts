import {
  appendAudit,
  changeScoreStream,
  createScoreStream,
  type Db,
  deleteScoreStream,
  getScoreStream,
  listScoreStreams,
  listStreamFlows,
  lockScoreStreams,
  type ScoreStream,
} from '@millrace/db';
import { topicNameSchema } from '@millrace/pipeline-core/events';
import type { ProjectId } from '@millrace/pipeline-core/ids';
import { streamIssue, streamRulesSchema, type TopicFlow, topicsWritten } from '@millrace/pipeline-core/scoring';
import { z } from 'zod';
import { database } from '../database';
import { notFound, Refusal } from '../errors';
import { refuseClosedTopic } from '../events/publish';
import { requireEndpoint } from '../scoring/find-batch';
import { type ProjectContext, projectAction, projectQuery } from '../use-case';

const named = z.object({ endpoint: z.string().min(1) });
const one = named.extend({ id: z.uuid() });
const mostWaiting = z.int().min(1).max(10_000_000).nullable();

export const streamWishSchema = z.object({
  topic: topicNameSchema,
  rules: streamRulesSchema,
  /** Wait while somebody who reads the answers is so many events behind; null: never. */
  mostWaiting: mostWaiting.default(null),
  from: z.enum(['now', 'beginning']).default('now'),
});

export const streamChangeSchema = z.object({
  rules: streamRulesSchema.optional(),
  mostWaiting: mostWaiting.optional(),
  paused: z.boolean().optional(),
});

/** The topics that an endpoint scores, with what became of their records and how far it is behind. */
export const listStreamsUseCase = projectQuery('view', named, async (context, { endpoint }) => {
  const { id } = await requireEndpoint(context, endpoint);
  return { streams: await listScoreStreams(database(), { projectId: context.project.id, endpointId: id }) };
});

/** From now on the endpoint scores what arrives on a topic. */
export const createStreamUseCase = projectAction('deploy', named.extend(streamWishSchema.shape), createStream);

/** From now on the endpoint scores what arrives on a topic. */
export async function createStream(
  context: ProjectContext,
  { endpoint: name, topic, rules, mostWaiting: most, from }: z.output<typeof streamWishSchema> & { endpoint: string },
): Promise<{ id: string }> {
  const endpoint = await requireEndpoint(context, name);
  const { project, actor } = context;
  return database().transaction(async (tx) => {
    await refuseRules(tx, { projectId: project.id, flow: { topic, rules } });
    const wish = { topic, rules, mostWaiting: most, from, createdBy: actor };
    const made = await createScoreStream(tx, { endpoint, ...wish });
    if (made === null)
      throw new Refusal('conflict', `${endpoint.name} scores the topic ${topic} already.`, 'Change its rules instead.');
    const details = { endpoint: endpoint.id, topic, from, rules: JSON.stringify(rules) };
    await appendAudit(tx, { projectId: project.id, actor, action: 'stream.create', subject: made.id, details });
    return made;
  });
}

/** Other rules, another limit, or a pause. What was answered before stays where it went. */
export const changeStreamUseCase = projectAction(
  'deploy',
  one.extend(streamChangeSchema.shape),
  async (context, { endpoint, id, rules, mostWaiting: most, paused }) => {
    const stream = await requireStream(context, { endpoint, id });
    const { project, actor } = context;
    const change = {
      ...(rules === undefined ? {} : { rules }),
      ...(most === undefined ? {} : { mostWaiting: most }),
      ...(paused === undefined ? {} : { paused }),
    };
    return database().transaction(async (tx) => {
      if (rules !== undefined)
        await refuseRules(tx, { projectId: project.id, flow: { topic: stream.topic, rules }, but: id });
      if (!(await changeScoreStream(tx, { projectId: project.id, id, change }))) throw notFound('stream');
      const details = { topic: stream.topic, change: JSON.stringify(change) };
      await appendAudit(tx, { projectId: project.id, actor, action: 'stream.change', subject: id, details });
      return { id };
    });
  },
);

/** The endpoint scores the topic no longer; what it has answered stays. */
export const deleteStreamUseCase = projectAction('deploy', one, async (context, input) => {
  const stream = await requireStream(context, input);
  const { project, actor } = context;
  const { id, topic } = stream;
  return database().transaction(async (tx) => {
    await deleteScoreStream(tx, stream);
    await appendAudit(tx, { projectId: project.id, actor, action: 'stream.delete', subject: id, details: { topic } });
    return { id };
  });
});

/** The stream of this endpoint, as far as it is in the project. */
export async function requireStream(context: ProjectContext, o: z.output<typeof one>): Promise<ScoreStream> {
  const { id: endpointId } = await requireEndpoint(context, o.endpoint);
  const stream = await getScoreStream(database(), { projectId: context.project.id, id: o.id });
  if (stream === null || stream.endpointId !== endpointId) throw notFound('stream');
  return stream;
}

/** Rules that write to a topic of the platform, or make records go in a circle. Holds other changes back until it commits. */
async function refuseRules(tx: Db, o: { projectId: ProjectId; flow: TopicFlow; but?: string }): Promise<void> {
  const { flow, ...others } = o;
  for (const topic of topicsWritten(flow.rules)) refuseClosedTopic(topic);
  await lockScoreStreams(tx, o.projectId);
  const issue = streamIssue(flow, await listStreamFlows(tx, others));
  if (issue !== null) throw new Refusal('invalid', issue, 'Choose another topic for these answers.');
}
