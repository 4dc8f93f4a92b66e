import { PipelineError, toErrorReport } from '@millrace/pipeline-core/errors';
import { UnrecoverableError } from 'bullmq';
import { z } from 'zod';

/** Thrown by a handler that knows when to try again, for example from a Retry-After header. */
export class RetryLater extends Error {
  readonly delayMs: number;

  constructor(message: string, delayMs: number) {
    super(message);
    this.name = 'RetryLater';
    this.delayMs = delayMs;
  }
}

/**
 * Thrown by a handler that waits for something else, or ends because its process does: the job comes again after a pause.
 * No try of it has failed, so none is counted or logged.
 */
export class NotYet extends Error {
  readonly delayMs: number;

  constructor(message: string, delayMs: number) {
    super(message);
    this.name = 'NotYet';
    this.delayMs = delayMs;
  }
}

/** Whether trying again is of no use: a person must change something first. */
export function isFinal(error: unknown): boolean {
  return (
    error instanceof UnrecoverableError ||
    error instanceof z.ZodError ||
    (error instanceof PipelineError && error.family === 'pipeline')
  );
}

/**
 * Decides whether the queue tries again. What a person must change first (a pipeline error, a payload of the wrong
 * shape) fails at once; operator errors and bugs may pass with time.
 */
export function toQueueError(error: unknown, place: string): Error {
  if (error instanceof UnrecoverableError) return error;
  if (isFinal(error)) return new UnrecoverableError(toErrorReport(error, place).message);
  return error instanceof Error ? error : new Error(String(error));
}
