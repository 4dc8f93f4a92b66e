import { appendAudit, countEvents, headOfTopic, recordTrigger, type Source, topicOfSource } from '@millrace/db';
import { sourceIdSchema } from '@millrace/pipeline-core/ids';
import { type ReplayRequest, replayRequestSchema } from '@millrace/pipeline-core/sources';
import { z } from 'zod';
import { database } from '../database';
import { Refusal } from '../errors';
import { projectAction, projectQuery } from '../use-case';
import { required } from './source-use-cases';

/** Events one replay may land: they make one batch. */
const mostReplayed = 2_000_000;

const replayInput = z.object({ id: sourceIdSchema, time: replayRequestSchema });

/** How many of the events of a source that are kept happened in a time: what a replay of it would land. */
export const countReplayUseCase = projectQuery('view', replayInput, async (context, { id, time }) => ({
  events: await eventsIn(await required(context, id), time),
  most: mostReplayed,
}));

/** Lands the events of a time again, as a batch that says so. What the next run reads does not change. */
export const replaySourceUseCase = projectAction(
  'run',
  replayInput.extend({ requestKey: z.string().min(1).max(100).optional() }),
  async (context, { id, time, requestKey = crypto.randomUUID() }) => {
    const source = await required(context, id);
    const events = await eventsIn(source, time);
    if (events === 0)
      throw new Refusal('invalid', 'No event that is kept happened in this time.', 'Choose another time.');
    if (events > mostReplayed) {
      const seen = `${events.toLocaleString('en')} events happened in this time, more than one batch holds`;
      throw new Refusal(
        'invalid',
        `${seen}.`,
        `Choose a shorter time, of at most ${mostReplayed.toLocaleString('en')}.`,
      );
    }
    const { projectId, pipelineId } = source;
    const { actor } = context;
    const wish = await recordTrigger(database(), {
      projectId,
      pipelineId,
      requestKey: `source ${id} replay ${requestKey}`,
      trigger: 'replay',
      startedBy: actor,
      request: { replay: time },
    });
    await appendAudit(database(), {
      projectId,
      actor,
      action: 'source.replay',
      subject: id,
      details: { name: source.name, from: time.from, to: time.to, events },
    });
    return { id, trigger: wish.id, events };
  },
);

async function eventsIn(source: Source, { from, to }: ReplayRequest): Promise<number> {
  const topic = topicOfSource(source);
  if (topic === null)
    throw new Refusal(
      'invalid',
      'This source reads no events.',
      'Run it again instead; what it reads lands as a batch.',
    );
  const key = { projectId: source.projectId, topic };
  const upTo = await headOfTopic(database(), key);
  return countEvents(database(), { ...key, after: 0, upTo, time: { from: new Date(from), to: new Date(to) } });
}
