import {
  type History,
  type MergeConflict,
  mergeDocuments,
  type PipelineDocument,
  sameValue,
} from '@millrace/pipeline-core/document';
import type { Snapshot } from './snapshot';
import { lastUnsaved, newestFirst } from './snapshot-shelves';

/** Edits of this browser that never reached the server, put on what the server has by now. */
export type Recoverable = {
  snapshot: Snapshot;
  /** The drawing with them. */
  document: PipelineDocument;
  conflicts: MergeConflict[];
};

/**
 * What may be brought back, newest first: of each sitting the last snapshot, if the server never had it. Its revision
 * does not matter: the edits are told from its own base and merged. What changes nothing is not offered.
 */
export function findRecoverable(snapshots: readonly Snapshot[], present: PipelineDocument): Recoverable[] {
  return lastUnsaved(snapshots)
    .map((snapshot) => recover(snapshot, present))
    .filter((one) => !changesNothing(one, present));
}

/**
 * Unsaved to this browser, but the server has it: only the answer was lost. To be marked as saved, or a later edit of
 * the same place would make it look like something missing.
 */
export function findArrived(snapshots: readonly Snapshot[], present: PipelineDocument): Snapshot[] {
  return lastUnsaved(snapshots).filter((snapshot) => changesNothing(recover(snapshot, present), present));
}

function recover(snapshot: Snapshot, present: PipelineDocument): Recoverable {
  const { base, document: mine } = snapshot;
  return { snapshot, ...mergeDocuments({ base, mine, theirs: present }) };
}

function changesNothing({ document, conflicts }: Recoverable, present: PipelineDocument): boolean {
  return conflicts.length === 0 && sameValue(document, present);
}

/** What this tab could undo before it was reloaded: of its last snapshot that the server has. */
export function findHistory(
  snapshots: readonly Snapshot[],
  o: { tab: string; present: PipelineDocument },
): History | null {
  const own = newestFirst(snapshots).filter(({ tab }) => tab === o.tab);
  return own.find(({ state, document }) => state === 'saved' || sameValue(document, o.present))?.history ?? null;
}
