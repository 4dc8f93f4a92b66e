import { findTestSetOfTable, lastLook, recordLook } from '@millrace/db';
import type { ArtifactHash } from '@millrace/pipeline-core/ids';
import { database } from '../database';
import type { ProjectContext } from '../use-case';

/** Scrolling on, or turning the page, is the same look; coming back later is another. */
const sameLookMs = 10 * 60_000;

/**
 * Counts that somebody reads test rows of a table, window by window. Rows of all parts may be test rows; those of other
 * parts, and tables without a split, are free.
 */
export async function countTableLook(
  { project, actor }: ProjectContext,
  look: { table: ArtifactHash; part: string | undefined; offset: number; kind: 'api' | 'table' },
): Promise<void> {
  if (look.part !== undefined && look.part !== 'test') return;
  const testSet = await findTestSetOfTable(database(), { projectId: project.id, hash: look.table });
  if (testSet === null) return;
  const entry = { projectId: project.id, testSet, kind: look.kind, actor };
  // A program that begins anew looks anew; a browser asks for the first window again whenever it likes.
  if (look.kind === 'table' || look.offset > 0) {
    const last = await lastLook(database(), entry);
    if (last !== null && Date.now() - last.getTime() < sameLookMs) return;
  }
  await recordLook(database(), { ...entry, rows: null, judged: null });
}
