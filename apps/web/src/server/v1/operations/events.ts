import { listEvents, listTopics } from '@millrace/db';
import { toCloudEvent } from '@millrace/pipeline-core/events';
import { jsonSchema } from '@millrace/pipeline-core/json';
import { z } from 'zod';
import { database } from '../../database';
import { readCursor, writeCursor } from '../../events/event-cursor';
import { publishInput, publishToTopic } from '../../events/publish';
import { needsRun, needsView, operation } from '../operation';

const cloudEventShape = z.object({
  specversion: z.literal('1.0'),
  id: z.string(),
  source: z.string(),
  type: z.string(),
  subject: z.string().optional(),
  time: z.string(),
  datacontenttype: z.literal('application/json'),
  traceparent: z.string().optional(),
  data: jsonSchema,
});

export const eventOperations = [
  operation({
    id: 'listTopics',
    method: 'GET',
    path: '/topics',
    summary: 'Topics of the project and how many events each has had.',
    needs: needsView,
    answer: z.object({ items: z.array(z.object({ topic: z.string(), events: z.number().int() })) }),
    run: async ({ context }) => ({
      items: (await listTopics(database(), context.project.id)).map(({ topic, lastOffset }) => ({
        topic,
        events: lastOffset,
      })),
    }),
  }),
  operation({
    id: 'listEvents',
    method: 'GET',
    path: '/events',
    summary: 'What happened in the project, newest first, as CloudEvents. `next` asks for what came before, as cursor.',
    needs: needsView,
    query: z.object({
      topic: z.string().optional(),
      limit: z.coerce.number().int().min(1).max(1000).default(100),
      cursor: z.string().max(400).optional(),
    }),
    answer: z.object({ items: z.array(cloudEventShape), next: z.string().nullable() }),
    async run({ context, query: { topic, limit, cursor } }) {
      const filter = {
        ...(topic === undefined ? {} : { topic }),
        ...(cursor === undefined ? {} : { before: readCursor(cursor) }),
      };
      const events = await listEvents(database(), { projectId: context.project.id, limit, ...filter });
      const last = events.at(-1);
      const next = last === undefined || events.length < limit ? null : writeCursor(last);
      return { items: events.map(toCloudEvent), next };
    },
  }),
  operation({
    id: 'publishEvents',
    method: 'POST',
    path: '/topics/{topic}/events',
    summary: 'Appends events to a topic. The same source and id is the same event and is added once.',
    needs: needsRun,
    body: publishInput,
    answer: z.object({ added: z.number().int(), lastOffset: z.number().int() }),
    run: ({ context, path, body }) => publishToTopic(context, { topic: path.topic ?? '', ...body }),
  }),
];
