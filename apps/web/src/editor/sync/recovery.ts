import {
  type History,
  type MergeConflict,
  mergeDocuments,
  type PipelineDocument,
  sameValue,
} from '@millrace/pipeline-core/document';
import type { Snapshot } from './snapshots';

/** Edits of this browser that never reached the server, put on what the server has by now. */
export type Recoverable = {
  snapshot: Snapshot;
  /** The drawing with them. */
  document: PipelineDocument;
  conflicts: MergeConflict[];
};

/**
 * What may be brought back, newest first: of each tab the last snapshot, if the server never had it. Its revision does
 * not matter: the edits are told from its own base and merged. What changes nothing has arrived and is left out.
 */
export function findRecoverable(snapshots: readonly Snapshot[], present: PipelineDocument): Recoverable[] {
  const tabs = new Set<string>();
  const found: Recoverable[] = [];
  for (const snapshot of newestFirst(snapshots)) {
    const { tab, state, base, document: mine } = snapshot;
    if (tabs.has(tab)) continue;
    tabs.add(tab);
    if (state !== 'unsaved') continue;
    const { document, conflicts } = mergeDocuments({ base, mine, theirs: present });
    if (conflicts.length > 0 || !sameValue(document, present)) found.push({ snapshot, document, conflicts });
  }
  return found;
}

/** What this tab could undo before it was reloaded: of its last snapshot that the server has. */
export function findHistory(
  snapshots: readonly Snapshot[],
  o: { tab: string; present: PipelineDocument },
): History | null {
  const own = newestFirst(snapshots).filter(({ tab }) => tab === o.tab);
  return own.find(({ state, document }) => state === 'saved' || sameValue(document, o.present))?.history ?? null;
}

function newestFirst(snapshots: readonly Snapshot[]): Snapshot[] {
  return [...snapshots].sort((a, b) => b.at - a.at);
}
