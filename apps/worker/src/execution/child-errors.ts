import type { ErrorReport } from '@millrace/pipeline-core/errors';
import type { ChildExit } from './worker-child';

export type ChildFailure = { error: ErrorReport; retryable: boolean };

const memoryWords = /heap out of memory|allocation failed|bad_alloc|cannot allocate memory|out of memory|ENOMEM/i;

/** A child that went over its memory will do so again; one that was killed from outside may not. */
export function exitFailure(exit: ChildExit, place: string, megabytes: number): ChildFailure {
  const detail = exit.words.trim();
  if (memoryWords.test(exit.words)) return memoryFailure(place, megabytes, detail);
  const how = exit.signal === null ? `ended with code ${exit.code}` : `was ended by ${exit.signal}`;
  return {
    retryable: true,
    error: {
      code: 'child-died',
      family: 'operator',
      place,
      seen: `a process that ${how}`,
      expected: 'an answer',
      next: 'It is tried again; if it stays, look at the memory of the machine and at the log of this step.',
      message: `The process that executed ${place} ${how} before it answered.`,
      ...(detail === '' ? {} : { detail }),
    },
  };
}

/** What a child reports itself; running into its memory cap looks like a bug from inside. */
export function reportedFailure(failure: ChildFailure, place: string, megabytes: number): ChildFailure {
  const { family, message, detail } = failure.error;
  return family === 'bug' && memoryWords.test(message) ? memoryFailure(place, megabytes, detail ?? message) : failure;
}

function memoryFailure(place: string, megabytes: number, detail: string): ChildFailure {
  return {
    retryable: false,
    error: {
      code: 'memory-limit',
      family: 'pipeline',
      place,
      seen: `more than ${megabytes} MB of memory`,
      expected: `at most ${megabytes} MB`,
      next: 'Work on fewer rows or columns, or raise the memory limit of the step.',
      message: `${place} needed more than its ${megabytes} MB of memory and was stopped.`,
      detail,
    },
  };
}

export function timeFailure(place: string, seconds: number): ChildFailure {
  return {
    retryable: false,
    error: {
      code: 'time-limit',
      family: 'pipeline',
      place,
      seen: `no result after ${seconds} s`,
      expected: `a result within ${seconds} s`,
      next: 'Work on fewer rows, choose smaller parameters, or raise the time limit of the step.',
      message: `${place} took longer than its ${seconds} s and was stopped.`,
    },
  };
}

export function stoppedFailure(place: string): ChildFailure {
  return {
    retryable: false,
    error: {
      code: 'stopped',
      family: 'operator',
      place,
      seen: 'a request to stop',
      expected: 'to run until the end',
      next: 'Start it again when you want its result.',
      message: `${place} was stopped.`,
    },
  };
}
