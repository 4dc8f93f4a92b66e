import { type BatchSummary, findTableSketches, getDataset, listBatches, listBatchTables } from '@millrace/db';
import { type ArtifactHash, datasetIdSchema } from '@millrace/pipeline-core/ids';
import {
  type ColumnSketch,
  compareSketches,
  deviationOf,
  distinctValues,
  type TableSketch,
} from '@millrace/pipeline-core/sketch';
import { z } from 'zod';
import { database } from '../database';
import { describeError, notFound } from '../errors';
import { projectQuery } from '../use-case';
import { sketchOf } from './sketch-of';

/** Batches a history goes back. */
const mostBatches = 60;

/** Summaries made in one answer, side by side: a page that waits for sixty shows nothing for minutes. */
const mostMade = 3;

/** A table that could not be summed up is left alone for so long: the others come first, and a page ends asking. */
const leaveAloneMs = 60_000;

/** Tables that could not be summed up, with when and why. */
const refused = new Map<ArtifactHash, { at: number; message: string }>();

/**
 * What each batch of a dataset held, and how it differs from the one before: from kept summaries, no row is read. Where
 * some were never made, the newest of them are made first, a few per answer; `waiting` says how many are left, and
 * `failed` which could not be summed up.
 */
export const qualityHistoryUseCase = projectQuery(
  'view',
  z.object({ id: datasetIdSchema }),
  async ({ project }, { id }) => {
    const key = { projectId: project.id, datasetId: id };
    if ((await getDataset(database(), { projectId: project.id, id })) === null) throw notFound('dataset');
    const batches = await listBatches(database(), key);
    const tables = await listBatchTables(database(), key);
    const shown = batches.slice(0, mostBatches).flatMap((batch) => {
      const table = tables.get(batch.id);
      return table === undefined ? [] : [{ batch, table }];
    });
    shown.reverse();
    const { sketches, waiting } = await sketchesOf([...new Set(shown.map(({ table }) => table))]);
    const history = shown.map(({ batch, table }, at) => {
      const before = shown[at - 1];
      const last = before === undefined ? undefined : sketches.get(before.table);
      return historyOf(batch, { now: sketches.get(table), before: last });
    });
    const failed = shown.flatMap(({ batch: { number }, table }) => {
      const why = sketches.has(table) ? undefined : refused.get(table);
      return why === undefined ? [] : [{ number, message: why.message }];
    });
    return { of: batches.length, waiting, failed, batches: history };
  },
);

/** What is kept of these tables, oldest first, and the newest few of what is not. */
async function sketchesOf(tables: readonly ArtifactHash[]) {
  const kept = await findTableSketches(database(), tables);
  const missing = tables.filter((table) => !kept.has(table) && !isLeftAlone(table)).reverse();
  const asked = missing.slice(0, mostMade);
  const made = await Promise.all(asked.map(trySketch));
  for (const { table, sketch } of made) if (sketch !== null) kept.set(table, sketch);
  return { sketches: kept, waiting: missing.length - asked.length };
}

/** One that cannot be made does not keep the others back. */
async function trySketch(table: ArtifactHash): Promise<{ table: ArtifactHash; sketch: TableSketch | null }> {
  try {
    const sketch = await sketchOf(table);
    refused.delete(table);
    return { table, sketch };
  } catch (error) {
    refused.set(table, { at: Date.now(), message: describeError(error, 'Summing up a batch').report.message });
    return { table, sketch: null };
  }
}

function isLeftAlone(table: ArtifactHash): boolean {
  const last = refused.get(table);
  if (last === undefined) return false;
  if (Date.now() - last.at < leaveAloneMs) return true;
  refused.delete(table);
  return false;
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
