import { type MergeConflict, mergeDocuments, type PipelineDocument } from '@millrace/pipeline-core/document';
import type { EditorStore } from '../store/editor-store';

export type SaveAnswer =
  | { outcome: 'saved'; revision: number }
  | { outcome: 'stale'; pipeline: { document: PipelineDocument; revision: number } };

export type AutosaveOptions = {
  store: EditorStore;
  /** Sends one save. Rejects when the server cannot be reached or refuses. */
  send(o: { document: PipelineDocument; baseRevision: number; deletesSteps: boolean }): Promise<SaveAnswer>;
  /** What a failure means: whether trying again may help, and the sentence for the person. */
  explain(error: unknown): { retry: boolean; message: string };
  /** Two people changed the same thing: theirs is in the drawing now, mine is given for a choice. */
  onConflict(conflict: { conflicts: MergeConflict[]; mine: PipelineDocument }): void;
  now(): number;
  pause?: number;
};

export type Autosave = { saveNow(): Promise<void>; stop(): void };

const retryAfter = 4_000;

/**
 * Saves the draft a moment after each edit:
 * 1. Send the document with the revision it is based on. One save at a time.
 * 2. Saved: that is the new base. Edited meanwhile: save again.
 * 3. Somebody else saved first: put our edits on top of theirs and save again; ask only where both changed the same thing.
 * 4. No answer: keep the edits, try again, say so.
 */
export function startAutosave(options: AutosaveOptions): Autosave {
  const { store } = options;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let going: Promise<void> | null = null;
  let stopped = false;

  const schedule = (delay: number) => {
    clearTimeout(timer);
    if (!stopped) timer = setTimeout(() => void saveNow(), delay);
  };
  const unsaved = () => store.getState().document !== store.getState().saved.document;
  const saveNow = async (): Promise<void> => {
    clearTimeout(timer);
    if (going !== null) await going;
    if (!unsaved() || !store.getState().editable) return;
    going = saveOnce(options).finally(() => {
      going = null;
    });
    await going;
    const { saveState } = store.getState();
    if (saveState.kind === 'offline') schedule(retryAfter);
    else if (unsaved() && saveState.kind !== 'refused') schedule(options.pause ?? 800);
  };
  const stopListening = store.subscribe((state, before) => {
    if (state.document === before.document || state.document === state.saved.document) return;
    if (state.saveState.kind === 'saved') state.show({ saveState: { kind: 'unsaved' } });
    schedule(options.pause ?? 800);
  });
  return {
    saveNow,
    stop() {
      stopped = true;
      clearTimeout(timer);
      stopListening();
    },
  };
}

/** Merges at most this often in a row before leaving it to the next edit. */
const mostMerges = 5;

async function saveOnce(options: AutosaveOptions): Promise<void> {
  const { store } = options;
  for (let attempt = 0; attempt < mostMerges; attempt++) {
    const { document, saved, deleted, show } = store.getState();
    show({ saveState: { kind: 'saving' } });
    let answer: SaveAnswer;
    try {
      answer = await options.send({ document, baseRevision: saved.revision, deletesSteps: deleted.size > 0 });
    } catch (error) {
      const { retry, message } = options.explain(error);
      show({ saveState: { kind: retry ? 'offline' : 'refused', message } });
      return;
    }
    if (answer.outcome === 'saved') {
      store.getState().takeSaved({ document, revision: answer.revision });
      show({ saveState: { kind: 'saved', at: options.now() } });
      return;
    }
    merge(options, answer.pipeline);
  }
}

function merge(options: AutosaveOptions, theirs: { document: PipelineDocument; revision: number }): void {
  const { document: mine, saved, takeMerged } = options.store.getState();
  const { document, conflicts } = mergeDocuments({ base: saved.document, mine, theirs: theirs.document });
  takeMerged({ document, saved: theirs });
  if (conflicts.length > 0) options.onConflict({ conflicts, mine });
}
