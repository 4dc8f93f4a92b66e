import { datasetIdSchema, runIdSchema, sourceIdSchema } from '@millrace/pipeline-core/ids';
import { runStatusSchema } from '@millrace/pipeline-core/run';
import { outcomeKindSchema, replayRequestSchema, sourceKindSchema } from '@millrace/pipeline-core/sources';
import { z } from 'zod';
import { parseInput } from '../../errors';
import { listSourcesUseCase } from '../../sources/read-sources';
import { replaySourceUseCase } from '../../sources/replay-source';
import { newSource } from '../../sources/source-input';
import { createSourceUseCase, runSourceUseCase } from '../../sources/source-use-cases';
import { needsEdit, needsRun, needsView, operation } from '../operation';

const sourceShape = z.object({
  id: sourceIdSchema,
  name: z.string(),
  kind: sourceKindSchema,
  reads: z.string(),
  paused: z.boolean(),
  dataset: z.object({ id: datasetIdSchema, name: z.string() }).nullable(),
  run: z.object({ id: runIdSchema, number: z.number().int(), status: runStatusSchema }).nullable(),
  outcome: z.object({ kind: outcomeKindSchema, message: z.string() }).nullable(),
  next: z.iso.datetime().nullable(),
});

export const sourceOperations = [
  operation({
    id: 'listSources',
    method: 'GET',
    path: '/sources',
    summary: 'Sources of the project: last run, what became of it, next time of a clock.',
    needs: needsView,
    answer: z.object({ items: z.array(sourceShape) }),
    async run({ context }) {
      const { sources } = await listSourcesUseCase.run(context, {});
      return { items: sources.map((source) => ({ ...source, next: source.next?.toISOString() ?? null })) };
    },
  }),
  operation({
    id: 'createSource',
    method: 'POST',
    path: '/sources',
    summary: 'Makes a source that lands in the named dataset. A secret is named, never sent.',
    needs: needsEdit,
    body: newSource,
    answer: z.object({ id: sourceIdSchema, dataset: datasetIdSchema }),
    status: 201,
    run: ({ context, body }) => createSourceUseCase.run(context, body),
  }),
  operation({
    id: 'runSource',
    method: 'POST',
    path: '/sources/{id}/runs',
    summary:
      'Asks for a reading now; it waits for one on its way. `Idempotency-Key` makes a repeated request the same.',
    needs: needsRun,
    answer: z.object({ id: sourceIdSchema, trigger: z.string() }),
    status: 201,
    async run({ context, path, request }) {
      const requestKey = request.headers.get('idempotency-key');
      const id = parseInput(sourceIdSchema, path.id);
      return runSourceUseCase.run(context, {
        id,
        ...(requestKey === null ? {} : { requestKey: requestKey.slice(0, 100) }),
      });
    },
  }),
  operation({
    id: 'replaySource',
    method: 'POST',
    path: '/sources/{id}/replays',
    summary:
      'Lands the events that happened in a time again, as a batch of their own. `Idempotency-Key` makes a repeated request the same.',
    needs: needsRun,
    body: replayRequestSchema,
    answer: z.object({ id: sourceIdSchema, trigger: z.string(), events: z.int() }),
    status: 201,
    async run({ context, path, body, request }) {
      const requestKey = request.headers.get('idempotency-key');
      return replaySourceUseCase.run(context, {
        id: parseInput(sourceIdSchema, path.id),
        time: body,
        ...(requestKey === null ? {} : { requestKey: requestKey.slice(0, 100) }),
      });
    },
  }),
];
