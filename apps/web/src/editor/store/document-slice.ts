import {
  applyOperation,
  describeOperation,
  diffDocuments,
  emptyHistory,
  type History,
  mark,
  type Operation,
  type PipelineDocument,
  record,
  redo,
  undo,
} from '@millrace/pipeline-core/document';
import type { StateCreator } from 'zustand/vanilla';

/** What the server holds: the base of the next save and of a merge. */
export type Saved = { document: PipelineDocument; revision: number };

export type EditOptions = {
  /** Edits in a row with the same gesture are one undo step. */
  gesture?: string;
  label?: string;
};

export type DocumentSlice = {
  document: PipelineDocument;
  history: History;
  saved: Saved;
  /** Steps deleted by hand since the last save: tells the server that their absence is meant. */
  deleted: ReadonlySet<string>;
  /** False for viewers: then no edit changes anything. */
  editable: boolean;
  /** True for those who may start runs. */
  canRun: boolean;
  /** Performs one user intent and remembers it for undo. */
  edit(operation: Operation, options?: EditOptions): void;
  /** Ends a gesture: what follows is an undo step of its own. */
  endGesture(): void;
  /** Takes the last edit back; gives its label, or null when there was none. */
  undo(): string | null;
  redo(): string | null;
  /** The server has stored this document under this revision. */
  takeSaved(saved: Saved): void;
  /** Somebody else's edits, merged with ours; not an undo step of ours. */
  takeMerged(merged: { document: PipelineDocument; saved: Saved }): void;
  /** Edits of before a reload that can be taken back; only while there are none of our own yet. */
  takeHistory(history: History): void;
  /** Puts a whole document in place as one undo step: a recovered snapshot, a restored version. */
  restore(document: PipelineDocument, label: string): void;
};

type Slice = StateCreator<DocumentSlice>;

/** The part of the editor that is saved and can be undone. */
export function documentSlice({
  saved,
  editable,
  canRun,
}: {
  saved: Saved;
  editable: boolean;
  canRun: boolean;
}): Slice {
  return (set, get) => {
    const replace = (after: PipelineDocument, edit: { label: string; gesture?: string }) =>
      set((state) => ({
        document: after,
        history: record(state.history, { ...edit, diff: diffDocuments(state.document, after) }),
        deleted: withDeleted(state, after),
      }));
    const travel = (way: typeof undo): string | null => {
      const state = get();
      const restored = state.editable ? way(state.history, state.document) : null;
      if (restored === null) return null;
      const { document, history, label } = restored;
      set({ document, history, deleted: withDeleted(state, document) });
      return label;
    };
    return {
      document: saved.document,
      history: emptyHistory,
      saved,
      deleted: new Set(),
      editable,
      canRun,
      edit(operation, options = {}) {
        if (!get().editable) return;
        replace(applyOperation(get().document, operation), { label: describeOperation(operation), ...options });
      },
      endGesture: () => set((state) => ({ history: mark(state.history) })),
      undo: () => travel(undo),
      redo: () => travel(redo),
      takeSaved: (next) => set((state) => ({ saved: next, deleted: stillMissing(state, next.document) })),
      takeMerged: (merged) => set(merged),
      takeHistory: (history) => set((state) => (state.history === emptyHistory ? { history } : {})),
      restore(document, label) {
        if (get().editable) replace(document, { label });
      },
    };
  };
}

function withDeleted(state: DocumentSlice, after: PipelineDocument): ReadonlySet<string> {
  const gone = Object.keys(state.document.steps).filter((id) => after.steps[id] === undefined);
  return gone.length === 0 ? state.deleted : new Set([...state.deleted, ...gone]);
}

/** Deletions that happened while the save was under way belong to the next one. */
function stillMissing(state: DocumentSlice, stored: PipelineDocument): ReadonlySet<string> {
  const missing = [...state.deleted].filter(
    (id) => stored.steps[id] !== undefined && state.document.steps[id] === undefined,
  );
  return new Set(missing);
}
