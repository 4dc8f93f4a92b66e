import { type MergeConflict, mergeDocuments, type PipelineDocument, sameValue } from '@millrace/pipeline-core/document';
import type { EditorStore } from '../store/editor-store';
import { type SaveFailure, saveTrouble } from './save-failure';

export type SaveAnswer =
  | { outcome: 'saved'; revision: number }
  | { outcome: 'stale'; pipeline: { document: PipelineDocument; revision: number } };

/** What two people changed differently: theirs is in the drawing now, mine is here for a choice. */
export type Conflict = {
  conflicts: MergeConflict[];
  mine: PipelineDocument;
  /** What to do once a person has answered; until then mine may be asked for again. */
  answered?: () => void;
};

export type AutosaveOptions = {
  store: EditorStore;
  /** Sends one save. Rejects when the server cannot be reached or refuses. */
  send(o: { document: PipelineDocument; baseRevision: number; deletedSteps: string[] }): Promise<SaveAnswer>;
  explain(error: unknown): SaveFailure;
  onConflict(conflict: Conflict): void;
  now(): number;
  pause?: number;
};

export type Autosave = {
  saveNow(): Promise<void>;
  /** Tries a save that waits for the server or for a sign-in again; nothing when none does. */
  tryAgain(): void;
  stop(): void;
};

const firstRetry = 2_000;
const longestRetry = 60_000;

/**
 * Saves the draft a moment after each edit:
 * 1. Send the document with the revision it is based on. One save at a time.
 * 2. Saved: that is the new base. Edited meanwhile: save again.
 * 3. Somebody else saved first: put our edits on top of theirs and save again; ask only where both changed the same thing.
 * 4. No answer or a server in trouble: keep the edits, say so, try again after pauses that double up to a minute.
 * 5. Signed out: keep the edits, say so, try again when the window has the focus again.
 */
export function startAutosave(options: AutosaveOptions): Autosave {
  const { store, pause = 800 } = options;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let going: Promise<void> | null = null;
  let stopped = false;
  let retry = firstRetry;
  const saving = makeSaving(options);

  const schedule = (delay: number) => {
    clearTimeout(timer);
    if (!stopped) timer = setTimeout(() => void saveNow(), delay);
  };
  const unsaved = () => store.getState().document !== store.getState().saved.document;
  const waits = () => saveTrouble(store.getState()) !== null && store.getState().saveState.kind !== 'refused';
  const scheduleNext = () => {
    const { saveState } = store.getState();
    if (saveState.kind === 'offline') {
      schedule(retry);
      retry = Math.min(2 * retry, longestRetry);
      return;
    }
    retry = firstRetry;
    if (unsaved() && saveTrouble(store.getState()) === null) schedule(pause);
  };
  const saveNow = async (): Promise<void> => {
    clearTimeout(timer);
    // Several may wait for the same save: each must look again, or two would go at once.
    while (going !== null) await going;
    if (!unsaved() || !store.getState().editable) return;
    going = saving().finally(() => {
      going = null;
    });
    await going;
    scheduleNext();
  };
  const stopListening = store.subscribe((state, before) => {
    if (state.document === before.document || state.document === state.saved.document) return;
    if (state.saveState.kind === 'saved') state.show({ saveState: { kind: 'unsaved' } });
    // While the server is away, edits wait for the next try: typing must not knock on its door.
    if (!waits()) schedule(pause);
  });
  return {
    saveNow,
    tryAgain() {
      if (waits()) void saveNow();
    },
    stop() {
      stopped = true;
      clearTimeout(timer);
      stopListening();
    },
  };
}

/** Merges at most this often in a row before leaving it to the next edit. */
const mostMerges = 5;

/** One save, with the merges it takes. Remembers what was sent without an answer: it may have arrived after all. */
function makeSaving(options: AutosaveOptions): () => Promise<void> {
  const { store } = options;
  let unanswered: PipelineDocument | null = null;
  return async () => {
    for (let attempt = 0; attempt < mostMerges; attempt++) {
      const { document, saved, deleted, show } = store.getState();
      if (document === saved.document) break;
      show({ saveState: { kind: 'saving' } });
      let answer: SaveAnswer;
      try {
        answer = await options.send({ document, baseRevision: saved.revision, deletedSteps: [...deleted] });
      } catch (error) {
        unanswered = document;
        show({ saveState: options.explain(error) });
        return;
      }
      if (answer.outcome === 'saved') {
        store.getState().takeSaved({ document, revision: answer.revision });
        break;
      }
      const { pipeline } = answer;
      // Our own save, whose answer was lost: not somebody else's edit.
      if (unanswered !== null && sameValue(unanswered, pipeline.document))
        store.getState().takeSaved({ document: unanswered, revision: pipeline.revision });
      else merge(options, pipeline);
    }
    unanswered = null;
    const { document, saved, show } = store.getState();
    show({ saveState: document === saved.document ? { kind: 'saved', at: options.now() } : { kind: 'unsaved' } });
  };
}

function merge(options: AutosaveOptions, theirs: { document: PipelineDocument; revision: number }): void {
  const { document: mine, saved, takeMerged } = options.store.getState();
  const { document, conflicts } = mergeDocuments({ base: saved.document, mine, theirs: theirs.document });
  takeMerged({ document, saved: theirs });
  if (conflicts.length > 0) options.onConflict({ conflicts, mine });
}
