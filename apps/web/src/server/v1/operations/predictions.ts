import { passportShape, scoreShape, touchedShape } from '@millrace/pipeline-core/api';
import { batchIdSchema, predictionIdSchema } from '@millrace/pipeline-core/ids';
import { z } from 'zod';
import { parseInput } from '../../errors';
import { passportUseCase } from '../../predictions/passport';
import { listScoresUseCase, scoresInput, touchedByBatchUseCase } from '../../predictions/scores';
import { needsView, operation } from '../operation';

export const predictionOperations = [
  operation({
    id: 'getPassport',
    method: 'GET',
    path: '/predictions/{id}/passport',
    summary:
      'What led to one stored score: its values, feature set, release, training run, split and the raw batches behind it.',
    needs: needsView,
    answer: passportShape,
    run: ({ context, path }) => passportUseCase.run(context, { id: parseInput(predictionIdSchema, path.id) }),
  }),
  operation({
    id: 'listScores',
    method: 'GET',
    path: '/predictions',
    summary:
      'Stored scores of a release, or of all releases that learned from a batch, newest first; `next` goes on as cursor.',
    needs: needsView,
    query: scoresInput,
    answer: z.object({ items: z.array(scoreShape), next: z.string().nullable() }),
    run: ({ context, query }) => listScoresUseCase.run(context, query),
  }),
  operation({
    id: 'listReleasesOfBatch',
    method: 'GET',
    path: '/batches/{id}/releases',
    summary: 'Releases that learned from a batch, newest first, with how many scores each has given since.',
    needs: needsView,
    answer: z.object({ items: z.array(touchedShape) }),
    run: async ({ context, path }) => ({
      items: await touchedByBatchUseCase.run(context, { batch: parseInput(batchIdSchema, path.id) }),
    }),
  }),
];
