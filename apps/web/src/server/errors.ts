import { randomUUID } from 'node:crypto';
import { type ErrorReport, PipelineError, toErrorReport } from '@millrace/pipeline-core/errors';
import { thingNotNamed } from '@millrace/pipeline-core/ids';
import type { z } from 'zod';

export type RefusalKind = 'unauthorized' | 'forbidden' | 'not-found' | 'conflict' | 'invalid' | 'busy' | 'too-large';

/** A request that cannot be granted as it stands; `message` is for the person. */
export class Refusal extends Error {
  readonly kind: RefusalKind;
  readonly next: string;

  constructor(kind: RefusalKind, message: string, next = 'Go back and try again.', cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'Refusal';
    this.kind = kind;
    this.next = next;
  }
}

/** What was sent does not fit its schema. Any other broken schema (a row, an answer) is an error of ours. */
class InvalidInput extends Error {
  declare readonly cause: z.ZodError;

  constructor(cause: z.ZodError) {
    super('the input does not fit', { cause });
    this.name = 'InvalidInput';
  }
}

/** Where an input stood: an address (its path or query) names things, a body says what to do with them. */
export type InputPlace = 'address' | 'body';

/** Parses what somebody sent. @throws an error that is answered by what is wrong with it, field by field */
export function parseInput<S extends z.ZodType>(schema: S, input: unknown, place: InputPlace = 'address'): z.output<S> {
  const parsed = schema.safeParse(input);
  if (!parsed.success) throw inputError(parsed.error, place);
  return parsed.data;
}

/**
 * What is wrong with what somebody sent. A text where the id of a thing belongs names nothing: in an address that thing is
 * not found, in a body the field is wrong.
 */
export function inputError(cause: z.ZodError, place: InputPlace): Error {
  const thing = place === 'address' ? thingNotNamed(cause) : null;
  return thing === null ? new InvalidInput(cause) : notFound(thing);
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

export type DescribedError = { status: number; report: ErrorReport };

/** What was answered for an error already: tRPC asks twice, and one error has one number. */
const described = new WeakMap<object, DescribedError>();

/**
 * Any thrown value as HTTP status and report for whoever asked. What is our fault or the operator's is logged here, with
 * its stack; an unexpected error's own text (queries, hosts, paths) stays in the log, under the number that the answer names.
 */
export function describeError(error: unknown, place: string): DescribedError {
  if (typeof error !== 'object' || error === null) return answerFor(error, place);
  const known = described.get(error) ?? answerFor(error, place);
  described.set(error, known);
  return known;
}

function answerFor(error: unknown, place: string): DescribedError {
  if (error instanceof Refusal) {
    if (statusOfRefusal[error.kind] >= 500) console.warn(`${place}:`, error);
    return { status: statusOfRefusal[error.kind], report: reportOfRefusal(error, place) };
  }
  if (error instanceof InvalidInput) {
    return { status: 422, report: withoutDetail(toErrorReport(error.cause, place)) };
  }
  if (isGivenUp(error)) return givenUp(place);
  if (!(error instanceof PipelineError) || error.family === 'bug') return unexpected(error, place);
  if (error.family === 'operator') console.warn(`${place}:`, error);
  return { status: error.family === 'pipeline' ? 422 : 503, report: withoutDetail(error.report) };
}

function reportOfRefusal(error: Refusal, place: string): ErrorReport {
  return {
    code: error.kind,
    family: 'pipeline',
    place,
    seen: error.message,
    expected: 'a request that can be granted',
    next: error.next,
    message: error.message,
  };
}

/** Stacks and engine texts are for the log. */
export function withoutDetail({ detail: _forTheLog, ...shown }: ErrorReport): ErrorReport {
  return shown;
}

/** A page that was left, a connection that was closed: nobody waits for this answer any more, and nothing is wrong here. */
function isGivenUp(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (error.name === 'AbortError' || error.name === 'ResponseAborted') return true; // the latter is Next's own
  return error.message === 'aborted' && 'code' in error && error.code === 'ECONNRESET'; // Node's, while a body is read
}

function givenUp(place: string): DescribedError {
  console.info(`${place}: ended by whoever asked, before the answer.`);
  const seen = 'a request that was ended before its answer';
  const report = { code: 'request-ended', family: 'pipeline', place, seen, expected: 'one that waits' } as const;
  return {
    status: 499,
    report: { ...report, next: 'Ask again.', message: 'The request was ended before its answer.' },
  };
}

function unexpected(error: unknown, place: string): DescribedError {
  const number = randomUUID().slice(0, 8);
  console.error(`Error ${number}, ${place}:`, error);
  const report: ErrorReport = {
    code: 'unexpected',
    family: 'bug',
    place,
    seen: `error ${number}`,
    expected: 'no error',
    next: `Try again. If it stays, tell whoever runs Millrace the number ${number}: the log of the web server explains it.`,
    message: `${place} stopped on an error of ours, number ${number}.`,
  };
  return { status: 500, report };
}
