import {
  appendAudit,
  countEvents,
  mostReplayed,
  placeOfSource,
  recordTrigger,
  type Source,
  topicOfSource,
} from '@millrace/db';
import { sourceIdSchema } from '@millrace/pipeline-core/ids';
import { type ReplayRequest, replayRequestSchema } from '@millrace/pipeline-core/sources';
import { z } from 'zod';
import { database } from '../database';
import { Refusal } from '../errors';
import { projectAction, projectQuery } from '../use-case';
import { required } from './source-use-cases';

const replayInput = z.object({ id: sourceIdSchema, time: replayRequestSchema });

/** How many landed events of a source that are kept happened in a time: what a replay of it would land; no further than `most` + 1. */
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
      throw new Refusal(
        'invalid',
        'No landed event that is kept happened in this time.',
        'Choose another time, or run the source to land what came since.',
      );
    if (events > mostReplayed) {
      throw new Refusal(
        'invalid',
        'More events happened in this time than one batch holds.',
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
  const { projectId } = source;
  const span = { projectId, topic, after: 0, upTo: placeOfSource(source) };
  const time = { from: new Date(from), to: new Date(to) };
  return countEvents(database(), { ...span, time, limit: mostReplayed });
}
