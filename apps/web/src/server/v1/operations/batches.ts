import { scoringShape } from '@millrace/pipeline-core/scoring';
import { z } from 'zod';
import { parseInput, Refusal } from '../../errors';
import { cancelBatchUseCase, getBatchUseCase, listBatchesUseCase } from '../../scoring/batch-use-cases';
import { shapeBatch } from '../../scoring/find-batch';
import { followBatch } from '../../scoring/follow-batch';
import { fileWishSchema, scoreFile } from '../../scoring/score-file';
import { scoresQuery, sendScores } from '../../scoring/send-scores';
import { batchWishSchema, startBatchUseCase } from '../../scoring/start-batch';
import { needsRun, needsView, operation, streamed } from '../operation';
import { rowsMedia } from '../stream-rows';

const keySchema = z.string().trim().min(1).max(200);

function keyOf(request: Request): { key?: string } {
  const sent = request.headers.get('idempotency-key');
  if (sent === null) return {};
  const key = keySchema.safeParse(sent);
  if (!key.success)
    throw new Refusal('invalid', 'The Idempotency-Key is empty or longer than 200 characters.', 'Send a shorter one.');
  return { key: key.data };
}

const oneOf = (path: Record<string, string>) =>
  parseInput(z.object({ endpoint: z.string().min(1), id: z.uuid() }), path);
const location = ({ endpoint, id }: z.output<typeof scoringShape>) => `/endpoints/${endpoint.id}/batch/${id}`;

/** Offline scoring: fire, and come back for the scores. */
export const batchOperations = [
  operation({
    id: 'scoreBatch',
    method: 'POST',
    path: '/endpoints/{endpoint}/batch',
    summary: 'Scores a batch of a dataset. Send an Idempotency-Key to start at most once.',
    needs: needsRun,
    body: batchWishSchema,
    answer: scoringShape,
    status: 202,
    location,
    run: ({ context, path, body, request }) =>
      startBatchUseCase.run(context, { ...body, endpoint: path.endpoint ?? '', ...keyOf(request) }),
  }),
  operation({
    id: 'scoreFile',
    method: 'POST',
    path: '/endpoints/{endpoint}/batch/file',
    summary:
      'Lands a file as a batch of the named dataset, and scores it. The body is the file. Send an Idempotency-Key to start at most once.',
    needs: needsRun,
    query: fileWishSchema,
    file: true,
    answer: scoringShape,
    status: 202,
    location,
    run: async ({ context, path, query, request }) =>
      shapeBatch(
        await scoreFile(context, {
          ...{ endpoint: path.endpoint ?? '', key: keyOf(request).key, wish: query },
          ...{ body: request.body, length: request.headers.get('content-length') },
        }),
      ),
  }),
  operation({
    id: 'listBatches',
    method: 'GET',
    path: '/endpoints/{endpoint}/batch',
    summary: 'Batches that an endpoint was asked to score, newest first. `next` asks for those before, as cursor.',
    needs: needsView,
    query: z.object({
      limit: z.coerce.number().int().min(1).max(200).default(50),
      cursor: z.string().max(400).optional(),
    }),
    answer: z.object({ items: z.array(scoringShape), next: z.string().nullable() }),
    run: ({ context, path, query }) => listBatchesUseCase.run(context, { ...query, endpoint: path.endpoint ?? '' }),
  }),
  operation({
    id: 'getBatch',
    method: 'GET',
    path: '/endpoints/{endpoint}/batch/{id}',
    summary: 'How far a batch is, its errors in words, and where its scores are.',
    needs: needsView,
    answer: scoringShape,
    run: ({ context, path }) => getBatchUseCase.run(context, oneOf(path)),
  }),
  operation({
    id: 'followBatch',
    method: 'GET',
    path: '/endpoints/{endpoint}/batch/{id}/events',
    summary:
      'The same as Server-Sent Events, until it is over; after 15 minutes the stream ends, and clients come again.',
    needs: needsView,
    media: ['text/event-stream'],
    answer: streamed,
    run: ({ context, path, request }) => followBatch(context, { ...oneOf(path), signal: request.signal }),
  }),
  operation({
    id: 'readScores',
    method: 'GET',
    path: '/endpoints/{endpoint}/batch/{id}/scores',
    summary: 'All scores of a batch as a stream, as CSV, Parquet or JSON lines.',
    needs: needsView,
    query: scoresQuery,
    media: rowsMedia,
    answer: streamed,
    run: ({ context, path, query, request }) =>
      sendScores(context, { ...oneOf(path), ...query, signal: request.signal }),
  }),
  operation({
    id: 'cancelBatch',
    method: 'DELETE',
    path: '/endpoints/{endpoint}/batch/{id}',
    summary: 'Stops a batch. What was scored of it is not given out.',
    needs: needsRun,
    answer: scoringShape,
    run: ({ context, path }) => cancelBatchUseCase.run(context, oneOf(path)),
  }),
];
