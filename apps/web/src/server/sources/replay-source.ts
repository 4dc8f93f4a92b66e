import {
  appendAudit,
  countEvents,
  findTrigger,
  mostReplayed,
  placeOfSource,
  recordTriggerOnce,
  type Source,
  type TriggerEvent,
  topicOfSource,
} from '@millrace/db';
import { sourceIdSchema } from '@millrace/pipeline-core/ids';
import { type ReplayRequest, replayRequestSchema, timeInUtc } from '@millrace/pipeline-core/sources';
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

/**
 * Lands the events of a time again, as a batch that says so. What the next run reads does not change. A request that is
 * sent again with its key is answered as it was, asks for nothing new and is one line of the audit.
 */
export const replaySourceUseCase = projectAction(
  'run',
  replayInput.extend({ requestKey: z.string().min(1).max(100).optional() }),
  async (context, { id, time, requestKey = crypto.randomUUID() }) => {
    const source = await required(context, id);
    const { projectId, pipelineId } = source;
    const key = { projectId, requestKey: `source ${id} replay ${requestKey}` };
    const earlier = await findTrigger(database(), key);
    if (earlier !== null) return answerAgain(source, { wish: earlier, time });
    const events = await landable(source, time);
    const { actor } = context;
    const { wish, isNew } = await database().transaction(async (tx) => {
      const request = { replay: time, replayed: events };
      const made = await recordTriggerOnce(tx, { ...key, pipelineId, trigger: 'replay', startedBy: actor, request });
      const details = { name: source.name, from: time.from, to: time.to, events };
      if (made.isNew) await appendAudit(tx, { projectId, actor, action: 'source.replay', subject: id, details });
      return made;
    });
    return isNew ? { id, trigger: wish.id, events } : answerAgain(source, { wish, time });
  },
);

/** What the first request with this key was told. @throws a Refusal when this one asks for another time */
async function answerAgain(source: Source, { wish, time }: { wish: TriggerEvent; time: ReplayRequest }) {
  const asked = wish.request?.replay;
  if (asked === undefined || !isSameTime(asked, time)) {
    const seen =
      asked === undefined ? 'something else' : `the time from ${timeInUtc(asked.from)} to ${timeInUtc(asked.to)}`;
    throw new Refusal('conflict', `This Idempotency-Key has asked for ${seen}.`, 'Send another key for another time.');
  }
  const events = wish.request?.replayed ?? (await eventsIn(source, asked));
  return { id: source.id, trigger: wish.id, events };
}

/** However it is written: another offset from UTC is the same moment. */
function isSameTime(a: ReplayRequest, b: ReplayRequest): boolean {
  return Date.parse(a.from) === Date.parse(b.from) && Date.parse(a.to) === Date.parse(b.to);
}

/** How many events a replay of this time lands. @throws a Refusal when that is none, or more than one replay lands */
async function landable(source: Source, time: ReplayRequest): Promise<number> {
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
      'More events happened in this time than one replay lands.',
      `Choose a shorter time, of at most ${mostReplayed.toLocaleString('en')}.`,
    );
  }
  return events;
}

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
