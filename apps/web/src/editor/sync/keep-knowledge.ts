import type { EditorStore } from '../store/editor-store';

const pause = 150;

/** Infers schemas and issues anew a moment after the drawing has changed. Gives the function that ends it. */
export function keepKnowledge(store: EditorStore): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const stop = store.subscribe((state, before) => {
    if (state.document === before.document) return;
    clearTimeout(timer);
    timer = setTimeout(() => store.getState().learn(), pause);
  });
  return () => {
    clearTimeout(timer);
    stop();
  };
}
