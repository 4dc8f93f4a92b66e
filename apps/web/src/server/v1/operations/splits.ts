import { getSplit, listFoldsOfSplit, listSplits, recordLook, type SplitRecord } from '@millrace/db';
import { checkShape, foldsShape, lookShape, splitShape } from '@millrace/pipeline-core/api';
import { artifactHashSchema, idOf } from '@millrace/pipeline-core/ids';
import { partSchema } from '@millrace/pipeline-core/schema';
import { z } from 'zod';
import { database } from '../../database';
import { notFound, parseInput, Refusal } from '../../errors';
import { requireFolds } from '../../splits/folds-of-split';
import { labelsAmong, labelsOfSplit } from '../../splits/labels-of-split';
import { readLedger } from '../../splits/read-ledger';
import { verifySplit } from '../../splits/verify-split';
import type { ProjectContext } from '../../use-case';
import { needsView, operation, streamed } from '../operation';
import { rowsMedia, streamQuery, streamRows } from '../stream-rows';

const rowsQuery = streamQuery.extend({
  part: partSchema.default('train'),
  /** A fold counted from 1: part=train is what it learns from, part=validation what it holds out. */
  fold: z.coerce.number().int().min(1).optional(),
  /** The table whose folds are meant, where a run made several. */
  folds: artifactHashSchema.optional(),
});

async function requireSplit({ project }: ProjectContext, id: unknown): Promise<SplitRecord> {
  const split = await getSplit(database(), { projectId: project.id, id: parseInput(idOf('split'), id) });
  if (split === null) throw notFound('split');
  return split;
}

function shapeSplit(split: SplitRecord): z.input<typeof splitShape> {
  const { id, title, tableHash, runId, receipt, madeBy, signature, createdAt } = split;
  const table = { table: tableHash, run: runId };
  return { id, title, ...table, madeBy, madeAt: createdAt.toISOString(), signature, receipt };
}

export const splitOperations = [
  operation({
    id: 'listSplits',
    method: 'GET',
    path: '/splits',
    summary: 'Receipts of the splits of the project, newest first.',
    needs: needsView,
    answer: z.object({ items: z.array(splitShape) }),
    run: async ({ context }) => ({
      items: (await listSplits(database(), { projectId: context.project.id })).map(shapeSplit),
    }),
  }),
  operation({
    id: 'getSplit',
    method: 'GET',
    path: '/splits/{id}',
    summary: 'The signed receipt of a split: how rows were divided, counts by part and class, warnings.',
    needs: needsView,
    answer: splitShape,
    run: async ({ context, path }) => shapeSplit(await requireSplit(context, path.id)),
  }),
  operation({
    id: 'verifySplit',
    method: 'GET',
    path: '/splits/{id}/verify',
    summary:
      'Measures the stored table anew and says whether its receipt still holds: signature, table, marks, counts.',
    needs: needsView,
    answer: checkShape,
    run: async ({ context, path }) => verifySplit(await requireSplit(context, path.id)),
  }),
  operation({
    id: 'listTestLooks',
    method: 'GET',
    path: '/splits/{id}/looks',
    summary: 'Who looked at the test rows and when, and whether the best of the models judged on them may be luck.',
    needs: needsView,
    answer: lookShape,
    async run({ context, path }) {
      const { testSet } = await requireSplit(context, path.id);
      const { total, looks, luck } = await readLedger({ projectId: context.project.id, testSet });
      const items = looks.map(({ kind, actor, runId, modelHash, metric, value, rows, at }) => ({
        ...{ kind, actor, rows, at: at.toISOString() },
        ...{ run: runId, model: modelHash, metric, value },
      }));
      return { total, luck, items };
    },
  }),
  operation({
    id: 'listSplitFolds',
    method: 'GET',
    path: '/splits/{id}/folds',
    summary: 'Tables whose folds divide the train rows of the split, newest first, with the rows of each fold.',
    needs: needsView,
    answer: z.object({ items: z.array(foldsShape) }),
    async run({ context, path }) {
      const tables = await listFoldsOfSplit(database(), await requireSplit(context, path.id));
      return { items: tables.map(({ table, runId, receipt }) => ({ table, run: runId, receipt })) };
    },
  }),
  operation({
    id: 'readSplitRows',
    method: 'GET',
    path: '/splits/{id}/rows',
    summary:
      'All rows of a part, or of one side of a fold, as a stream. Reading test rows is allowed, and counted as a look at them.',
    needs: needsView,
    query: rowsQuery,
    media: rowsMedia,
    answer: streamed,
    async run({ context, path, query, request }) {
      const split = await requireSplit(context, path.id);
      const { part, format, order, seed, fold } = query;
      const { answer, count } = await streamRows({
        ...(await rowsOf(split, query)),
        ...{ part, format, order, seed, signal: request.signal },
        name: fold === undefined ? part : `fold-${fold}-${part}`,
        headers: {
          'millrace-split': split.id,
          'millrace-warnings': [...new Set(split.receipt.warnings.map(({ code }) => code))].join(', '),
        },
      });
      if (part === 'test') await countRead(context, split, count);
      return answer;
    },
  }),
];

/** The table to read, which fold of it, and what is left out. */
async function rowsOf(split: SplitRecord, { part, labels, fold, folds }: z.output<typeof rowsQuery>) {
  if (fold === undefined && folds === undefined)
    return { table: split.tableHash, except: labels ? [] : await labelsOfSplit(split) };
  if (fold === undefined || part === 'test')
    throw new Refusal(
      'invalid',
      fold === undefined ? 'folds names a table and no fold is asked for.' : 'A fold has no test rows.',
      'Ask for fold=1 and so on, with part=train for the rows it learns from or part=validation for those it holds out.',
    );
  const { table, columns, receipt } = await requireFolds(split, { fold, folds });
  const except = labels ? [] : labelsAmong(columns, receipt.target ?? split.receipt.target);
  return { table, except, fold: { at: fold - 1, expanding: receipt.expanding } };
}

async function countRead({ project, actor }: ProjectContext, { testSet }: SplitRecord, rows: number): Promise<void> {
  await recordLook(database(), { projectId: project.id, testSet, kind: 'api', actor, rows, judged: null });
}
