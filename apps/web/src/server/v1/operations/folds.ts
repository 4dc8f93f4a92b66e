import { listFoldTables } from '@millrace/db';
import { foldsShape } from '@millrace/pipeline-core/api';
import { artifactHashSchema } from '@millrace/pipeline-core/ids';
import { z } from 'zod';
import { database } from '../../database';
import { parseInput } from '../../errors';
import { requireFoldTable } from '../../splits/folds-of-split';
import { labelsAmong } from '../../splits/labels-of-split';
import { needsView, operation, streamed } from '../operation';
import { rowsMedia, streamQuery, streamRows } from '../stream-rows';

const rowsQuery = streamQuery.extend({
  /** Counted from 1. */
  fold: z.coerce.number().int().min(1),
  /** What the fold learns from, or what it holds out. */
  part: z.enum(['train', 'validation']).default('train'),
});

/** Folds by their table: also those of Cross-validate without a split before it, which has no receipt of a split. */
export const foldOperations = [
  operation({
    id: 'listFolds',
    method: 'GET',
    path: '/folds',
    summary: 'Tables with folds, with or without a split before them, newest first, with the rows of each fold.',
    needs: needsView,
    answer: z.object({ items: z.array(foldsShape) }),
    async run({ context }) {
      const tables = await listFoldTables(database(), { projectId: context.project.id });
      return { items: tables.map(({ table, runId, receipt }) => ({ table, run: runId, receipt })) };
    },
  }),
  operation({
    id: 'readFoldRows',
    method: 'GET',
    path: '/folds/{table}/rows',
    summary: 'What a fold learns from (train) or holds out (validation), as a stream.',
    needs: needsView,
    query: rowsQuery,
    media: rowsMedia,
    answer: streamed,
    async run({ context, path, query, request }) {
      const { labels, fold, part, ...how } = query;
      const wanted = { table: parseInput(artifactHashSchema, path.table), fold };
      const { table, columns, receipt } = await requireFoldTable(context.project.id, wanted);
      const { answer } = await streamRows({
        ...{ table, part, ...how, signal: request.signal },
        except: labels ? [] : labelsAmong(columns, receipt.target),
        fold: { at: fold - 1, expanding: receipt.expanding },
        name: `fold-${fold}-${part}`,
        headers: { 'millrace-warnings': [...new Set(receipt.warnings.map(({ code }) => code))].join(', ') },
      });
      return answer;
    },
  }),
];
