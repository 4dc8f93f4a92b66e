import type { ErrorReport } from '@millrace/pipeline-core/errors';
import { stoppedBy } from '../child/poor-trial';
import type { ChildReply, StepRequest, TaskRequest } from '../child/protocol';
import { type ChildFailure, exitFailure, reportedFailure, stoppedFailure, timeFailure } from './child-errors';
import type { StepJob } from './interfaces';
import type { ExecutionSettings } from './settings';
import type { WorkerChild } from './worker-child';

export type ChildRun = {
  request: StepRequest | TaskRequest;
  /** For errors: what a person calls it. */
  place: string;
  seconds: number;
  /** What running longer than that is called, where the step has its own words for it. */
  lateError?: ErrorReport;
  megabytes: number;
  signal: AbortSignal;
  log: StepJob['log'];
  progress: StepJob['progress'];
  /** Only for fits: aborts when the child shall answer with the best so far. */
  finish?: AbortSignal;
  points?: StepJob['points'];
  /** Keeps a state that the child wrote; the child goes on when it is done, whether it was kept or not. */
  keep?: (path: string, done: number) => Promise<void>;
};

export type ChildAnswer = Extract<ChildReply, { kind: 'done' }>;
export type ChildEnd = { ok: true; answer: ChildAnswer } | ({ ok: false } & ChildFailure);

/**
 * Sends one request to a child and waits for its answer, its death, the time limit or a request to stop. To stop it
 * the child is told; two seconds later it is terminated, three more and it is killed.
 */
export async function runInChild(
  child: WorkerChild,
  run: ChildRun,
  settings: Pick<ExecutionSettings, 'terminateMs' | 'killMs'>,
): Promise<ChildEnd> {
  const { request, place } = run;
  const timers: NodeJS.Timeout[] = [];
  const after = (ms: number, work: () => void) => timers.push(setTimeout(work, ms));
  let endedBy: ChildFailure | null = null;
  const stop = (failure: ChildFailure) => {
    if (endedBy !== null) return;
    endedBy = failure;
    child.send({ kind: 'cancel', id: request.id });
    after(settings.terminateMs, () => child.kill('SIGTERM'));
    after(settings.killMs, () => child.kill('SIGKILL'));
  };
  const late =
    run.lateError === undefined ? timeFailure(place, run.seconds) : { error: run.lateError, retryable: false };
  const onAbort = () => stop(stoppedFailure(place));
  const onFinish = () => child.send({ kind: 'finish', id: request.id, stopped: stoppedBy(run.finish) });
  after(Math.min(run.seconds * 1000, longestTimer), () => stop(late));
  run.signal.addEventListener('abort', onAbort, { once: true });
  run.finish?.addEventListener('abort', onFinish, { once: true });
  try {
    const reply = firstReply(child, run);
    child.send(request);
    if (run.signal.aborted) onAbort();
    else if (run.finish?.aborted === true) onFinish();
    const end = await Promise.race([
      reply,
      child.exited.then((exit) => exitEnd(exitFailure(exit, place, run.megabytes))),
    ]);
    // A child that was stopped answers or dies somehow: what counts is why it was stopped.
    return endedBy === null || end.ok ? end : exitEnd(endedBy);
  } finally {
    for (const timer of timers) clearTimeout(timer);
    run.signal.removeEventListener('abort', onAbort);
    run.finish?.removeEventListener('abort', onFinish);
    child.listen(null);
  }
}

/** setTimeout fires at once above this. */
const longestTimer = 2 ** 31 - 1;

function exitEnd({ error, retryable }: ChildFailure): ChildEnd {
  return { ok: false, error, retryable };
}

async function keepState(
  child: WorkerChild,
  run: ChildRun,
  { path, done }: Extract<ChildReply, { kind: 'checkpoint' }>,
): Promise<void> {
  await run.keep?.(path, done).catch((error: unknown) => {
    if (!run.signal.aborted) run.log('warning', `A state of this step could not be kept: ${String(error)}`);
  });
  if (child.alive()) child.send({ kind: 'kept', id: run.request.id });
}

function firstReply(child: WorkerChild, run: ChildRun): Promise<ChildEnd> {
  return new Promise((resolve) => {
    child.listen((reply) => {
      if (reply.kind === 'ready' || reply.id !== run.request.id) return;
      if (reply.kind === 'log') run.log(reply.level, reply.text);
      else if (reply.kind === 'progress') run.progress(reply.progress);
      else if (reply.kind === 'point') run.points?.(reply.points);
      else if (reply.kind === 'checkpoint') void keepState(child, run, reply);
      else if (reply.kind === 'done') resolve({ ok: true, answer: reply });
      else resolve(exitEnd(reportedFailure(reply, run.place, run.megabytes)));
    });
  });
}
