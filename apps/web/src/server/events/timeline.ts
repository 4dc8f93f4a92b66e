import {
  countDeadLetters,
  listConsumers,
  listDeadLetters,
  listEvents,
  listTopics,
  listWaitingLetters,
} from '@millrace/db';
import { z } from 'zod';
import { database } from '../database';
import { noInput, projectQuery } from '../use-case';

const page = 100;

/** Place of an event in the timeline. */
const placeSchema = z.object({ receivedAt: z.date(), topic: z.string(), offset: z.number().int() });

/** What happened in the project, newest first. `cursor` asks for what came before the last one shown. */
export const timelineUseCase = projectQuery(
  'view',
  z.object({ topic: z.string().optional(), cursor: placeSchema.optional() }),
  async ({ project }, { topic, cursor }) => {
    const filter = {
      ...(topic === undefined ? {} : { topic }),
      ...(cursor === undefined ? {} : { before: cursor }),
    };
    const events = await listEvents(database(), { projectId: project.id, limit: page, ...filter });
    const last = events.at(-1);
    const next = last === undefined || events.length < page ? null : placeSchema.parse(last);
    return { events, next };
  },
);

/** The topics of the project, and how far everybody who reads them is. */
export const topicsUseCase = projectQuery('view', noInput, async ({ project }) => ({
  topics: (await listTopics(database(), project.id)).map(({ topic, lastOffset }) => ({ topic, events: lastOffset })),
  readers: await listConsumers(database(), project.id),
  waiting: await countDeadLetters(database(), project.id),
}));

/** Events that could not be handled and wait for a person; `waiting`: how many there are, by who could not handle them. */
export const deadLettersUseCase = projectQuery('view', noInput, async ({ project }) => ({
  waiting: await listWaitingLetters(database(), project.id),
  letters: await listDeadLetters(database(), { projectId: project.id, limit: 200 }),
}));
