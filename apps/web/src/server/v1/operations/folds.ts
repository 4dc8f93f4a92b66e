import { foldPlaceSchema, listFoldTables } from '@millrace/db';
import { foldsShape } from '@millrace/pipeline-core/api';
import { artifactHashSchema } from '@millrace/pipeline-core/ids';
import { z } from 'zod';
import { cursorOf } from '../../cursor';
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

const foldCursor = cursorOf(foldPlaceSchema);

/** Folds by their table: also those of Cross-validate without a split before it, which has no receipt of a split. */
export const foldOperations = [
  operation({
    id: 'listFolds',
    method: 'GET',
    path: '/folds',
    summary:
      'Tables with folds, with or without a split before them, newest first. `next` asks for those behind, as cursor.',
    needs: needsView,
    query: z.object({
      limit: z.coerce.number().int().min(1).max(1000).default(100),
      cursor: z.string().max(400).optional(),
    }),
    answer: z.object({ items: z.array(foldsShape), next: z.string().nullable() }),
    async run({ context, query: { limit, cursor } }) {
      const after = cursor === undefined ? {} : { after: foldCursor.read(cursor) };
      const tables = await listFoldTables(database(), { projectId: context.project.id, limit, ...after });
      const last = tables.at(-1);
      const next = last === undefined || tables.length < limit ? null : last;
      return {
        items: tables.map(({ table, runId, receipt }) => ({ table, run: runId, receipt })),
        next: next === null ? null : foldCursor.write({ made: next.made, table: next.table }),
      };
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
