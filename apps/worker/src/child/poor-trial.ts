import { type StoppedEarly, stoppedWords } from '@millrace/pipeline-core/search';

/**
 * Why a trial is asked for the best so far: not a person, nor the clock, but the trials before it. The reason of the signal
 * `finish`, in the worker and in the child.
 */
export class PoorTrial extends Error {
  constructor(readonly stopped: StoppedEarly) {
    super(stoppedWords(stopped));
  }
}

/** What a fit was stopped by when it was for being worse than others; undefined for every other wish to finish, and none. */
export function stoppedBy(finish: AbortSignal | undefined): StoppedEarly | undefined {
  const reason: unknown = finish?.reason;
  return reason instanceof PoorTrial ? reason.stopped : undefined;
}
