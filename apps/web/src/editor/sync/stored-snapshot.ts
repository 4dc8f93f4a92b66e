import {
  documentVersion,
  emptyDocument,
  emptyHistory,
  type HistoryEntry,
  type PipelineDocument,
  readDocument,
} from '@millrace/pipeline-core/document';
import { z } from 'zod';
import type { Snapshot } from './snapshot';

/** As the browser holds it. What the first workbench kept has no base: it remembered the revision only. */
export type StoredSnapshot = Omit<Snapshot, 'base'> & { base: PipelineDocument | null };

const olderRow = z.looseObject({
  pipeline: z.string(),
  at: z.number(),
  revision: z.number(),
  tab: z.string().optional(),
});

/**
 * A row of an older database as one of this. The first version did not say which tab a row is of, nor whether the server
 * had it: it counts as unsaved, and what arrived after all is found by comparing. Null: no snapshot.
 */
export function upgradeSnapshot(row: unknown): object | null {
  const parsed = olderRow.safeParse(row);
  if (!parsed.success) return null;
  const { tab = 'first-version' } = parsed.data;
  return { base: null, history: emptyHistory, state: 'unsaved', ...parsed.data, tab, sitting: tab };
}

/** Throws when the drawing is of a newer version than this one can read. */
export function readSnapshot(row: StoredSnapshot, saved: { document: PipelineDocument; revision: number }): Snapshot {
  // Without the base of an older revision nobody knows what was deleted: then the drawing is only added.
  const base = row.base ?? (row.revision === saved.revision ? saved.document : emptyDocument);
  return {
    ...row,
    // Edits of an older format cannot be taken back in this one.
    history: Number(row.document.v) === documentVersion ? upgradeHistory(row.history) : emptyHistory,
    base: readDocument(base),
    document: readDocument(row.document),
  };
}

/** Edits kept before problems could be ignored say nothing of that. */
function upgradeHistory(history: Snapshot['history']): Snapshot['history'] {
  const upgrade = (entry: HistoryEntry): HistoryEntry => ({
    ...entry,
    diff: { ...entry.diff, ignored: entry.diff.ignored ?? {} },
  });
  return { undo: history.undo.map(upgrade), redo: history.redo.map(upgrade) };
}
