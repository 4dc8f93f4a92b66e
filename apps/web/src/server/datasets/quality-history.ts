import { type BatchSummary, findTableSketch, getBatch, getDataset, listBatches } from '@millrace/db';
import { type ArtifactHash, datasetIdSchema, type ProjectId } from '@millrace/pipeline-core/ids';
import {
  type ColumnSketch,
  compareSketches,
  deviationOf,
  distinctValues,
  type TableSketch,
} from '@millrace/pipeline-core/sketch';
import { z } from 'zod';
import { database } from '../database';
import { notFound } from '../errors';
import { projectQuery } from '../use-case';
import { sketchOf } from './sketch-of';

/** Batches a history goes back. */
const mostBatches = 60;

/** Summaries made in one answer, side by side: a page that waits for sixty shows nothing for minutes. */
const mostMade = 3;

/**
 * What each batch of a dataset held, and how it differs from the one before: from kept summaries, no row is read. Where
 * some were never made, the newest of them are made first, a few per answer; `waiting` says how many are left.
 */
export const qualityHistoryUseCase = projectQuery(
  'view',
  z.object({ id: datasetIdSchema }),
  async ({ project }, { id }) => {
    const key = { projectId: project.id };
    if ((await getDataset(database(), { ...key, id })) === null) throw notFound('dataset');
    const batches = await listBatches(database(), { ...key, datasetId: id });
    const shown = batches.slice(0, mostBatches).reverse();
    const tables = await Promise.all(shown.map((batch) => tableOf(project.id, batch)));
    const { sketches, waiting } = await sketchesOf(tables);
    return {
      of: batches.length,
      waiting,
      batches: shown.map((batch, at) => historyOf(batch, { now: sketches[at], before: sketches[at - 1] })),
    };
  },
);

async function tableOf(projectId: ProjectId, { id }: BatchSummary): Promise<ArtifactHash> {
  const batch = await getBatch(database(), { projectId, id });
  if (batch === null) throw notFound('batch');
  return batch.tableHash;
}

/** What is kept, and the newest few of what is not; equal tables are made once. */
async function sketchesOf(tables: readonly ArtifactHash[]) {
  const kept = await Promise.all(tables.map((table) => findTableSketch(database(), table)));
  const byTable = new Map(tables.flatMap((table, at) => (kept[at] == null ? [] : [[table, kept[at]] as const])));
  const missing = [...new Set(tables.filter((table) => !byTable.has(table)))].reverse();
  const made = missing.slice(0, mostMade);
  const sketches = await Promise.all(made.map(sketchOf));
  made.forEach((table, at) => {
    const sketch = sketches[at];
    if (sketch !== undefined) byTable.set(table, sketch);
  });
  return { sketches: tables.map((table) => byTable.get(table)), waiting: missing.length - made.length };
}

function historyOf(batch: BatchSummary, o: { now: TableSketch | undefined; before: TableSketch | undefined }) {
  const { id, number, fileName, rows, rejected, createdAt } = batch;
  const { now, before } = o;
  const change = now === undefined || before === undefined ? null : compareSketches(before, now);
  const changes = new Map(change?.columns.map((column) => [column.name, column]));
  return {
    ...{ id, number, fileName, rows, rejected, createdAt },
    schema: change?.schema ?? [],
    columns: (now?.columns ?? []).map((column) => {
      const moved = changes.get(column.name);
      return {
        ...figuresOf(column),
        psi: moved?.psi ?? null,
        newValues: (moved?.newValues ?? []).slice(0, 20),
        lostValues: (moved?.lostValues ?? []).slice(0, 20),
      };
    }),
  };
}

function figuresOf(column: ColumnSketch) {
  const { name, type, present, missing, mean } = column;
  const isNumber = type === 'integer' || type === 'number';
  const { count, exact } = distinctValues(column);
  return {
    ...{ name, type },
    missing: present + missing === 0 ? 0 : missing / (present + missing),
    distinct: count,
    distinctIsExact: exact,
    mean: isNumber ? mean : null,
    deviation: isNumber ? deviationOf(column) : null,
  };
}
