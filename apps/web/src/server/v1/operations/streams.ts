import type { StreamState } from '@millrace/db';
import { streamRulesSchema } from '@millrace/pipeline-core/scoring';
import { z } from 'zod';
import { parseInput } from '../../errors';
import {
  changeStreamUseCase,
  createStreamUseCase,
  deleteStreamUseCase,
  listStreamsUseCase,
  streamChangeSchema,
  streamWishSchema,
} from '../../streams/score-streams';
import { needsDeploy, needsView, operation } from '../operation';

const count = z.number().int();

const streamShape = z.object({
  id: z.string(),
  topic: z.string(),
  rules: streamRulesSchema,
  mostWaiting: count.nullable(),
  paused: z.boolean(),
  ...{ scored: count, refused: count },
  /** Records that wait, when the first of them came, and how far the slowest reader of the answers is behind. */
  ...{ behind: count, waitsSince: z.string().nullable(), unread: count },
  /** Why it tries again now. */
  error: z.string().nullable(),
  /** Records put aside that nobody has decided about. */
  waiting: count,
  lastRecordAt: z.string().nullable(),
  createdAt: z.string(),
});

function shapeStream(stream: StreamState): z.input<typeof streamShape> {
  return {
    ...stream,
    error: stream.error?.message ?? null,
    waitsSince: stream.waitsSince?.toISOString() ?? null,
    lastRecordAt: stream.lastRecordAt?.toISOString() ?? null,
    createdAt: stream.createdAt.toISOString(),
  };
}

const oneOf = (path: Record<string, string>) =>
  parseInput(z.object({ endpoint: z.string().min(1), id: z.uuid() }), path);
const changed = z.object({ id: z.string() });

/** Topic in, topic out. */
export const streamOperations = [
  operation({
    id: 'listStreams',
    method: 'GET',
    path: '/endpoints/{endpoint}/streams',
    summary: 'Topics whose records an endpoint scores, what became of them, and how far it is behind.',
    needs: needsView,
    answer: z.object({ items: z.array(streamShape) }),
    run: async ({ context, path }) => {
      const { streams } = await listStreamsUseCase.run(context, { endpoint: path.endpoint ?? '' });
      return { items: streams.map(shapeStream) };
    },
  }),
  operation({
    id: 'createStream',
    method: 'POST',
    path: '/endpoints/{endpoint}/streams',
    summary: 'Lets an endpoint score the records of a topic; rules choose the topic of each answer.',
    needs: needsDeploy,
    body: streamWishSchema,
    answer: changed,
    status: 201,
    run: ({ context, path, body }) => createStreamUseCase.run(context, { ...body, endpoint: path.endpoint ?? '' }),
  }),
  operation({
    id: 'changeStream',
    method: 'POST',
    path: '/endpoints/{endpoint}/streams/{id}',
    summary: 'Gives a stream other rules or another limit, pauses it or goes on with it.',
    needs: needsDeploy,
    body: streamChangeSchema,
    answer: changed,
    run: ({ context, path, body }) => changeStreamUseCase.run(context, { ...body, ...oneOf(path) }),
  }),
  operation({
    id: 'deleteStream',
    method: 'DELETE',
    path: '/endpoints/{endpoint}/streams/{id}',
    summary: 'Ends a stream. What it has answered stays.',
    needs: needsDeploy,
    answer: changed,
    run: ({ context, path }) => deleteStreamUseCase.run(context, oneOf(path)),
  }),
];
