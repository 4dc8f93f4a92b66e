import { toErrorReport } from '@millrace/pipeline-core/errors';
import { assertNever } from '@millrace/pipeline-core/exhaustive';
import type { Json } from '@millrace/pipeline-core/json';
import { type HostContext, type StepOutcome, toStepError } from '../executors/host';
import { nameDiskFull } from '../ground/disk-full';
import { endWithParent } from '../ground/end-with-parent';
import { type OpenFitLink, openFitLink } from './fit-link';
import { type ChildReply, type ChildRequest, childRequestSchema, type StepRequest, type TaskRequest } from './protocol';

/** What a child can do. */
export type Served = {
  runStep(request: StepRequest, context: HostContext): Promise<StepOutcome>;
  runTask(request: TaskRequest, signal: AbortSignal, log: HostContext['log']): Promise<Json>;
  /** Milliseconds between two states of a fit at least. */
  leastCheckpointMs?: number;
};

type Work = StepRequest | TaskRequest;
type Finish = Extract<ChildRequest, { kind: 'finish' }>;
type Running = { id: string; controller: AbortController; link: OpenFitLink | null; finish: Finish | null };

/** Answers the requests of the parent process, one after the other, for as long as there is one. */
export function serve(served: Served): void {
  let running: Running | null = null;

  const handle = async (request: Work): Promise<void> => {
    const own: Running = { id: request.id, controller: new AbortController(), link: null, finish: null };
    running = own;
    await answer(served, request, own);
    running = null;
  };

  process.on('message', (message: unknown) => {
    const request = childRequestSchema.safeParse(message);
    if (!request.success) process.stderr.write(`not a request: ${request.error.message}\n`);
    else if (request.data.kind === 'step' || request.data.kind === 'task') void handle(request.data);
    // What is said about another request than that which runs now is late and means nothing.
    else if (running?.id === request.data.id) tell(running, request.data);
  });
  endWithParent();
  process.on('uncaughtException', (error) => giveUp(error, running));
  process.on('unhandledRejection', (error) => giveUp(error, running));
  reply({ kind: 'ready' });
}

function reply(message: ChildReply): void {
  // Without a channel there is nobody to answer; 'disconnect' is on its way.
  if (process.connected) process.send?.(message);
}

function logOf(id: string): HostContext['log'] {
  return (level, text) => reply({ kind: 'log', id, level, text, at: new Date().toISOString() });
}

async function answer(served: Served, request: Work, own: Running): Promise<void> {
  try {
    reply(request.kind === 'step' ? await step(served, request, own) : await task(served, request, own));
  } catch (thrown) {
    own.link?.flush();
    const error = nameDiskFull(thrown);
    const report = request.kind === 'step' ? toStepError(error, request) : toErrorReport(error, request.task);
    reply({ kind: 'failed', id: request.id, error: report, retryable: report.family === 'operator' });
  }
}

async function step(served: Served, request: StepRequest, own: Running): Promise<ChildReply> {
  const { id } = request;
  const { signal } = own.controller;
  const log = logOf(id);
  const link = await openFitLink({ request, signal, reply, log, leastMs: served.leastCheckpointMs });
  own.link = link;
  if (own.finish !== null) link.finish(own.finish.stopped); // asked while the state was read
  const { outputs, events, repeats } = await served.runStep(request, {
    signal,
    log,
    progress: (progress) => reply({ kind: 'progress', id, progress }),
    fitting: link.fitting,
  });
  link.flush();
  return { kind: 'done', id, outputs, events, ...(repeats ? {} : { repeats }) };
}

async function task(served: Served, request: TaskRequest, { controller }: Running): Promise<ChildReply> {
  const value = await served.runTask(request, controller.signal, logOf(request.id));
  return { kind: 'done', id: request.id, outputs: [], events: [], value };
}

function tell(running: Running, message: Exclude<ChildRequest, Work>): void {
  switch (message.kind) {
    case 'cancel':
      running.controller.abort(new Error('the step was cancelled'));
      break;
    case 'finish':
      running.finish ??= message;
      running.link?.finish(message.stopped);
      break;
    case 'kept':
      running.link?.kept();
      break;
    default:
      assertNever(message);
  }
}

/** After an error nobody caught the process cannot be trusted: answer, then end; the parent starts a new one. */
function giveUp(error: unknown, running: Running | null): void {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  if (running !== null) {
    const report = toErrorReport(nameDiskFull(error), 'Worker child');
    reply({ kind: 'failed', id: running.id, error: report, retryable: report.family === 'operator' });
  }
  process.exitCode = 1;
  setImmediate(() => process.exit(1));
}
