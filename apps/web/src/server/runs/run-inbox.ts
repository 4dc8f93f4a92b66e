import type { RunId } from '@millrace/pipeline-core/ids';
import { type StepProgress, subscribeToRun } from './run-hub';

/** Changes of a step arriving within this time go out together. */
const coalesceMs = 50;
/** Asks again even when no notification came. */
const pollMs = 5_000;

/** Collects signals; `wait` resolves after something changed, a poll interval, or the end of the stream. */
export function createInbox(run: RunId, signal: AbortSignal) {
  let latest = new Map<number, StepProgress>();
  let wake: (() => void) | null = null;
  let changed = false;
  const notice = () => {
    changed = true;
    wake?.();
  };
  const unsubscribe = subscribeToRun(run, (event) => {
    if (event.kind === 'progress') latest.set(event.progress.idx, event.progress);
    notice();
  });
  signal.addEventListener('abort', notice, { once: true });
  return {
    async wait(): Promise<StepProgress[]> {
      if (!changed) await pause(pollMs, (resolve) => (wake = resolve));
      if (!signal.aborted) await pause(coalesceMs, () => undefined);
      changed = false;
      wake = null;
      const batch = [...latest.values()];
      latest = new Map();
      return batch;
    },
    close() {
      unsubscribe();
      signal.removeEventListener('abort', notice);
    },
  };
}

function pause(milliseconds: number, giveResolve: (resolve: () => void) => void): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    giveResolve(() => {
      clearTimeout(timer);
      resolve();
    });
  });
}
