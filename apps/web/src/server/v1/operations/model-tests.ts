import { expectationSchema, modelTestWishSchema } from '@millrace/pipeline-core/release';
import { z } from 'zod';
import { parseInput } from '../../errors';
import {
  createModelTestUseCase,
  deleteModelTestUseCase,
  listModelTestsUseCase,
  modelTestPageSchema,
} from '../../models/model-tests';
import { needsEdit, needsView, operation } from '../operation';

const testShape = z.object({
  id: z.string(),
  name: z.string(),
  row: z.record(z.string(), z.json()),
  expected: expectationSchema,
  /** The request it was saved from. */
  prediction: z.string().nullable(),
  author: z.string(),
  createdAt: z.string(),
});

/** Tests that every release of a model has to pass before it goes live. */
export const modelTestOperations = [
  operation({
    id: 'listModelTests',
    method: 'GET',
    path: '/models/{model}/tests',
    summary:
      'What people have saved as tests of a model, by its name or id, oldest first: each release is asked before it goes live. `next` asks for those behind, as cursor.',
    needs: needsView,
    query: modelTestPageSchema,
    answer: z.object({ items: z.array(testShape), next: z.string().nullable() }),
    async run({ context, path, query }) {
      const { tests, next } = await listModelTestsUseCase.run(context, { model: path.model ?? '', ...query });
      return {
        items: tests.map(({ id, name, row, expected, predictionId, author, createdAt }) => ({
          ...{ id, name, row, expected, author, prediction: predictionId, createdAt: createdAt.toISOString() },
        })),
        next,
      };
    },
  }),
  operation({
    id: 'createModelTest',
    method: 'POST',
    path: '/models/{model}/tests',
    summary:
      'Saves a row and what is expected of it as a test of a model: a class, a number, a probability or a direction.',
    needs: needsEdit,
    body: modelTestWishSchema,
    answer: z.object({ id: z.string() }),
    status: 201,
    run: ({ context, path, body }) =>
      createModelTestUseCase.run(context, { ...body, model: path.model ?? '', prediction: null }),
  }),
  operation({
    id: 'deleteModelTest',
    method: 'DELETE',
    path: '/models/{model}/tests/{id}',
    summary: 'Deletes a test: releases are not asked it any more.',
    needs: needsEdit,
    answer: z.object({ id: z.string() }),
    run: ({ context, path }) =>
      deleteModelTestUseCase.run(context, parseInput(z.object({ model: z.string().min(1), id: z.uuid() }), path)),
  }),
];
