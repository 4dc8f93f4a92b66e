import { type ErrorReport, PipelineError } from '@millrace/pipeline-core/errors';
import {
  type BrowserAnswer,
  type BrowserAsk,
  browserAnswers,
  browserReplySchema,
} from '@millrace/pipeline-core/scoring';
import type { z } from 'zod';

/** Where the program of the worker lies; `npm run generate` makes it. */
const program = '/generated/browser-scorer.js';

/** The scorer in its Web Worker. What it could not do rejects with a PipelineError. */
export type ScorerClient = {
  ask<A extends BrowserAsk>(question: A): Promise<BrowserAnswer<A['ask']>>;
  /** Ends the worker; questions that wait are rejected. */
  stop(): void;
};

type Waiting = { resolve: (answer: unknown) => void; reject: (error: Error) => void };

/** What this needs of a Web Worker; tests give another one. */
export type WorkerLike = Pick<Worker, 'postMessage' | 'terminate' | 'onmessage' | 'onerror'>;

/** Starts a Web Worker that scores, and asks it. Questions may overlap: replies are told apart by their ids. */
export function startScorer(worker: WorkerLike = new Worker(program)): ScorerClient {
  const waiting = new Map<number, Waiting>();
  let next = 1;
  // A program that does not start says so once, mostly before it is asked anything.
  let over: Error | undefined;
  const end = (error: Error) => {
    over ??= error;
    for (const { reject } of waiting.values()) reject(error);
    waiting.clear();
  };
  worker.onmessage = ({ data }: MessageEvent<unknown>) => {
    const reply = browserReplySchema.parse(data);
    const asked = waiting.get(reply.id);
    waiting.delete(reply.id);
    if (reply.ok) asked?.resolve(reply.answer);
    else asked?.reject(new PipelineError(reply.error));
  };
  worker.onerror = (event: ErrorEvent) => end(new PipelineError(notStarted(event.message)));
  async function ask<A extends BrowserAsk>(question: A): Promise<BrowserAnswer<A['ask']>> {
    if (over !== undefined) throw over;
    const id = next;
    next += 1;
    const replied = new Promise<unknown>((resolve, reject) => waiting.set(id, { resolve, reject }));
    // The bytes of a bundle move over: a copy of them would be of no use here.
    worker.postMessage({ ...question, id }, question.ask === 'open' ? [question.bundle] : []);
    const shape: z.ZodType = browserAnswers[question.ask];
    return shape.parse(await replied) as BrowserAnswer<A['ask']>; // the shape is that of the question
  }
  return {
    ask,
    stop() {
      worker.terminate();
      end(new DOMException('The scorer was stopped.', 'AbortError'));
    },
  };
}

function notStarted(message: string | undefined): Omit<ErrorReport, 'message'> {
  return {
    code: 'no-scorer',
    family: 'operator',
    place: 'Scoring in the browser',
    seen: message === undefined || message === '' ? 'a worker that does not start' : message,
    expected: `the program ${program}`,
    next: 'Reload the page; if it stays, run npm run generate and start Millrace again.',
  };
}
