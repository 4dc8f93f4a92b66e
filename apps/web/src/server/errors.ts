import type { ErrorReport } from '@millrace/pipeline-core/errors';
import { PipelineError, toErrorReport } from '@millrace/pipeline-core/errors';
import { z } from 'zod';

export type RefusalKind = 'unauthorized' | 'forbidden' | 'not-found' | 'conflict' | 'invalid' | 'busy' | 'too-large';

/** A request that cannot be granted as it stands; `message` is for the person. */
export class Refusal extends Error {
  readonly kind: RefusalKind;
  readonly next: string;

  constructor(kind: RefusalKind, message: string, next = 'Go back and try again.') {
    super(message);
    this.name = 'Refusal';
    this.kind = kind;
    this.next = next;
  }
}

/** Says "not found" for what is absent and for what belongs to another project alike, so ids cannot be probed. */
export function notFound(thing: string): Refusal {
  return new Refusal('not-found', `This ${thing} does not exist or is not in this project.`, 'Check the address.');
}

export const statusOfRefusal: Record<RefusalKind, number> = {
  unauthorized: 401,
  forbidden: 403,
  'not-found': 404,
  conflict: 409,
  invalid: 422,
  busy: 503,
  'too-large': 413,
};

/** Any thrown value as HTTP status and report. */
export function describeError(error: unknown, place: string): { status: number; report: ErrorReport } {
  if (error instanceof Refusal) {
    const report = {
      code: error.kind,
      family: 'pipeline' as const,
      place,
      seen: error.message,
      expected: 'a request that can be granted',
      next: error.next,
      message: error.message,
    };
    return { status: statusOfRefusal[error.kind], report };
  }
  if (error instanceof PipelineError) return { status: statusOfFamily(error), report: error.report };
  if (error instanceof z.ZodError) return { status: 422, report: toErrorReport(error, place) };
  return { status: 500, report: toErrorReport(error, place) };
}

function statusOfFamily(error: PipelineError): number {
  if (error.family === 'pipeline') return 422;
  return error.family === 'operator' ? 503 : 500;
}
