import type { EditorStore } from '../store/editor-store';
import type { SessionSlice } from '../store/session-slice';

export type PeekTiming = {
  /** Opens after a moment of rest. */
  open(peek: NonNullable<SessionSlice['peek']>, after: number): void;
  /** The pointer moves on along the line: the moment of rest begins anew, unless its box is open already. */
  move(peek: NonNullable<SessionSlice['peek']>, after: number): void;
  /** The pointer has reached the box: it stays. */
  keep(): void;
  /** Closes after the time it takes to reach the box from the line, or to come back. */
  close(after: number): void;
};

const timings = new WeakMap<EditorStore, PeekTiming>();

/** One clock for the line and the box it opens: whatever is asked last cancels what was asked before. */
export function peekTiming(store: EditorStore): PeekTiming {
  const known = timings.get(store);
  if (known !== undefined) return known;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const later = (after: number, run: () => void) => {
    clearTimeout(timer);
    timer = setTimeout(run, after);
  };
  const timing: PeekTiming = {
    open: (peek, after) =>
      later(after, () => {
        if (store.getState().connecting === null) store.getState().show({ peek });
      }),
    move(peek, after) {
      if (store.getState().peek?.edge !== peek.edge) timing.open(peek, after);
    },
    keep: () => clearTimeout(timer),
    close(after) {
      clearTimeout(timer);
      if (store.getState().peek !== null) later(after, () => store.getState().show({ peek: null }));
    },
  };
  timings.set(store, timing);
  return timing;
}
