import type { FitContext } from './model-runtime';

/** Longest stretch of work before the event loop gets a turn, in milliseconds. */
const STRETCH = 50;

/**
 * A pause to call between small pieces of work: throws the abort reason, and now and then lets the event loop turn, so
 * that an abort can arrive and progress can leave. Timing never changes results.
 */
export function createPause(context: FitContext): () => Promise<void> {
  let last = performance.now();
  return async () => {
    context.signal.throwIfAborted();
    const now = performance.now();
    if (now - last < STRETCH) return;
    last = now;
    await new Promise<void>((resolve) => setImmediate(resolve));
    context.signal.throwIfAborted();
  };
}
