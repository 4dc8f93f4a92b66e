import { type FoldTable, findFoldTable, listFoldsOfSplit, type SplitRecord } from '@millrace/db';
import type { ArtifactHash, ProjectId } from '@millrace/pipeline-core/ids';
import { database } from '../database';
import { notFound, Refusal } from '../errors';

/**
 * The table whose folds are meant: the one that is named, else that of the newest run with folds of this split. A run
 * with several has to be told which.
 */
export async function requireFolds(
  split: SplitRecord,
  wanted: { fold: number; folds?: string | undefined },
): Promise<FoldTable> {
  const all = await listFoldsOfSplit(database(), split);
  const newest = all.filter(({ runId }) => runId === all[0]?.runId);
  const fitting = wanted.folds === undefined ? newest : all.filter(({ table }) => table === wanted.folds);
  const [found, other] = fitting;
  if (found === undefined) throw noFolds(wanted.folds);
  if (other !== undefined) throw severalFolds(fitting);
  return withFold(found, wanted.fold);
}

/** A table of a project that has folds, by its hash, whether a split stands before it or not; with this fold. */
export async function requireFoldTable(
  projectId: ProjectId,
  wanted: { table: ArtifactHash; fold: number },
): Promise<FoldTable> {
  const found = await findFoldTable(database(), { projectId, table: wanted.table });
  if (found === null) throw notFound('table with folds');
  return withFold(found, wanted.fold);
}

function withFold(found: FoldTable, fold: number): FoldTable {
  if (fold <= found.receipt.k) return found;
  throw new Refusal(
    'invalid',
    `fold=${fold} was asked for, and there are ${found.receipt.k} folds.`,
    `Ask for a fold from 1 to ${found.receipt.k}.`,
  );
}

function noFolds(table: string | undefined): Refusal {
  return new Refusal(
    'invalid',
    table === undefined ? 'No folds divide the train rows of this split.' : `${table} holds no folds of this split.`,
    'Put Cross-validate behind Split rows and run the pipeline; /splits/{id}/folds lists the tables with folds.',
  );
}

function severalFolds(tables: readonly FoldTable[]): Refusal {
  const names = tables.map(({ table }) => table).join(', ');
  return new Refusal(
    'invalid',
    `${tables.length} steps of the last run made folds of this split: ${names}.`,
    'Name one of these tables with the parameter folds.',
  );
}
