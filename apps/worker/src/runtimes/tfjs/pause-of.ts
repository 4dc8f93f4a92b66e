import type { FitContext } from '../model-runtime';
import { createPause } from '../turn-event-loop';
import type { Backend } from './load-backend';

/** WebGPU needs a turn of the event loop after every batch: it crashes after some hundreds without. */
export function pauseOf(backend: Backend, context: FitContext): () => Promise<void> {
  if (backend.name !== 'webgpu') return createPause(context);
  return async () => {
    context.signal.throwIfAborted();
    await new Promise<void>((resolve) => setImmediate(resolve));
  };
}
