import type { EditorStore } from '../store/editor-store';
import type { RunEnd, RunView } from '../store/run-overlay-slice';

export type EndedRun = RunView & { end: RunEnd };

/**
 * Tells once of every run that ends while it is shown: of one that was seen going on, and of one started here, which may
 * be over before it is first read. Runs that were over before are history.
 */
export function watchRunEnd(store: EditorStore, tell: (run: EndedRun) => void): () => void {
  let seenRunning: number | null = null;
  return store.subscribe(({ run, awaitedRun }, before) => {
    if (run === null || run === before.run) return;
    if (!hasEnded(run)) {
      seenRunning = run.number;
      return;
    }
    if (run.number !== seenRunning && run.number !== awaitedRun) return;
    seenRunning = null;
    if (run.number === awaitedRun) store.getState().show({ awaitedRun: null });
    tell(run);
  });
}

export function hasEnded(run: RunView): run is EndedRun {
  return run.end !== null;
}
