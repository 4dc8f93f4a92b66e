import type { FitContext } from './model-runtime';

/** The context of a fit that nobody watches and nothing outlives: one thread, no checkpoints, never finished early. */
export function plainFitContext(
  options: Pick<FitContext, 'seed'> & Partial<Pick<FitContext, 'signal' | 'progress'>>,
): FitContext {
  return {
    seed: options.seed,
    signal: options.signal ?? new AbortController().signal,
    finish: new AbortController().signal,
    threads: 1,
    memoryMegabytes: 4096,
    device: 'cpu',
    checkpoint: { last: null, due: () => false, save: () => Promise.resolve() },
    progress: options.progress ?? (() => undefined),
    point: () => undefined,
    note: () => undefined,
  };
}
