import type { EditorStore } from '../store/editor-store';
import { hasUnsaved } from '../store/selectors';
import type { Snapshot } from './snapshot';

export type SnapshotKeeper = {
  /** Keeps what waits for its pause at once: the page is being left. */
  flush(): void;
  stop(): void;
};

/** Keeps a snapshot a moment after each edit, and one that says so when the server has it. */
export function startKeeper(o: {
  store: EditorStore;
  pipeline: string;
  tab: string;
  sitting: string;
  now(): number;
  keep(snapshot: Snapshot): void;
  pause?: number;
}): SnapshotKeeper {
  const { store, pipeline, tab, sitting, pause = 700 } = o;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let last = 0;
  const keep = () => {
    clearTimeout(timer);
    timer = undefined;
    const state = store.getState();
    const { document, history, saved } = state;
    // Two in one millisecond must not be one.
    last = Math.max(o.now(), last + 1);
    const base = { revision: saved.revision, base: saved.document };
    const place = { pipeline, tab, sitting, at: last };
    o.keep({ ...place, ...base, document, history, state: hasUnsaved(state) ? 'unsaved' : 'saved' });
  };
  const flush = () => {
    if (timer !== undefined) keep();
  };
  const stopListening = store.subscribe((state, before) => {
    const edited = state.document !== before.document || state.history !== before.history;
    if (state.saved !== before.saved && !hasUnsaved(state)) keep();
    else if (edited && state.editable) {
      clearTimeout(timer);
      timer = setTimeout(keep, pause);
    }
  });
  return {
    flush,
    stop() {
      stopListening();
      flush();
    },
  };
}
