import { findTestSetOfTable, lastLook, recordLook } from '@millrace/db';
import type { ArtifactHash } from '@millrace/pipeline-core/ids';
import { database } from '../database';
import type { ProjectContext } from '../use-case';

/** Scrolling on, or turning the page, is the same look; coming back later is another. */
const sameLookMs = 10 * 60_000;

type Kind = 'api' | 'table';

/**
 * Counts that somebody reads test rows of a table, window by window. Rows of all parts may be test rows; those of other
 * parts, and tables without a split, are free.
 */
export async function countTableLook(
  context: ProjectContext,
  look: { table: ArtifactHash; part: string | undefined; offset: number; kind: Kind },
): Promise<void> {
  if (look.part !== undefined && look.part !== 'test') return;
  const testSet = await findTestSetOfTable(database(), { projectId: context.project.id, hash: look.table });
  if (testSet !== null) await countLook(context, { ...look, testSet });
}

/** Counts that somebody sees test rows of these tables at once: one look at each test set, however many tables have it. */
export async function countLooksAtTables(
  context: ProjectContext,
  { tables, kind }: { tables: readonly ArtifactHash[]; kind: Kind },
): Promise<void> {
  const find = (hash: ArtifactHash) => findTestSetOfTable(database(), { projectId: context.project.id, hash });
  for (const testSet of await testSetsOf(tables, find)) await countLook(context, { testSet, offset: 0, kind });
}

/** The test sets that tables have, each once. */
export async function testSetsOf(
  tables: readonly ArtifactHash[],
  find: (table: ArtifactHash) => Promise<string | null>,
): Promise<Set<string>> {
  const found = await Promise.all(tables.map(find));
  return new Set(found.filter((testSet) => testSet !== null));
}

async function countLook(
  { project, actor }: ProjectContext,
  look: { testSet: string; offset: number; kind: Kind },
): Promise<void> {
  const entry = { projectId: project.id, testSet: look.testSet, kind: look.kind, actor };
  // A program that begins anew looks anew; a browser asks for the first window again whenever it likes.
  if (look.kind === 'table' || look.offset > 0) {
    const last = await lastLook(database(), entry);
    if (last !== null && Date.now() - last.getTime() < sameLookMs) return;
  }
  await recordLook(database(), { ...entry, rows: null, judged: null });
}
