import { applyDiff, composeDiffs, type DocumentDiff, invertDiff, isEmptyDiff } from './diff';
import type { PipelineDocument } from './pipeline-document';

/** One undo step. `gesture` joins what belongs to one intent: the moves of a drag, the keys of a typing burst. */
export type HistoryEntry = { label: string; diff: DocumentDiff; gesture: string | null };
export type History = { undo: readonly HistoryEntry[]; redo: readonly HistoryEntry[] };

export const emptyHistory: History = { undo: [], redo: [] };
export const historyLimit = 200;

/**
 * Remembers an edit. Edits in a row with the same `gesture` are one undo step; an edit that changes nothing is not
 * remembered; any edit forgets what could be redone. Edits that are not the user's own are simply not recorded.
 */
export function record(
  history: History,
  edit: { label: string; diff: DocumentDiff; gesture?: string | null },
): History {
  if (isEmptyDiff(edit.diff)) return history;
  const gesture = edit.gesture ?? null;
  const last = history.undo.at(-1);
  if (last === undefined || gesture === null || last.gesture !== gesture) {
    return { undo: [...history.undo, { label: edit.label, diff: edit.diff, gesture }].slice(-historyLimit), redo: [] };
  }
  const diff = composeDiffs(last.diff, edit.diff);
  const rest = history.undo.slice(0, -1);
  return { undo: isEmptyDiff(diff) ? rest : [...rest, { label: edit.label, diff, gesture }], redo: [] };
}

/** Ends the current gesture: the next edit is an undo step of its own. */
export function mark(history: History): History {
  const last = history.undo.at(-1);
  if (last === undefined || last.gesture === null) return history;
  return { ...history, undo: [...history.undo.slice(0, -1), { ...last, gesture: null }] };
}

export type Restored = { history: History; document: PipelineDocument; label: string };

/** Takes the last edit back; null when there is none. */
export function undo(history: History, document: PipelineDocument): Restored | null {
  const entry = history.undo.at(-1);
  if (entry === undefined) return null;
  const moved = { undo: history.undo.slice(0, -1), redo: [...history.redo, { ...entry, gesture: null }] };
  return { history: moved, document: applyDiff(document, invertDiff(entry.diff)), label: entry.label };
}

/** Does again what was taken back last; null when there is nothing. */
export function redo(history: History, document: PipelineDocument): Restored | null {
  const entry = history.redo.at(-1);
  if (entry === undefined) return null;
  const moved = { undo: [...history.undo, entry], redo: history.redo.slice(0, -1) };
  return { history: moved, document: applyDiff(document, entry.diff), label: entry.label };
}
