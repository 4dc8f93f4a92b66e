import { mergeDocuments } from '@millrace/pipeline-core/document';
import type { EditorStore } from '../store/editor-store';
import type { Conflict } from './autosave';
import type { Recoverable } from './recovery';

/**
 * Puts edits back on the drawing as it is now, merged once more: it may have been edited since they were offered. They
 * count as settled when nothing is left to ask; a tab closed before the answer must find them again.
 */
export function bringBack(o: {
  store: EditorStore;
  one: Recoverable;
  ask: (conflict: Conflict) => void;
  settle: (one: Recoverable) => void;
}): void {
  const { store, one, ask, settle } = o;
  const { base, document: mine } = one.snapshot;
  const { document: theirs, restore } = store.getState();
  const merged = mergeDocuments({ base, mine, theirs });
  restore(merged.document, 'recover edits');
  const answered = () => settle(one);
  if (merged.conflicts.length === 0) answered();
  else ask({ conflicts: merged.conflicts, mine, answered });
}
