/*
 * A child process of the worker: executes one request at a time for its parent and knows nothing else. It is given no
 * environment, address or secret, and DuckDB is cut off from the network; sockets themselves are not forbidden, so this
 * is no fence for foreign code. It writes into the folder a request names, and ends when its channel closes.
 */
import { toErrorReport } from '@millrace/pipeline-core/errors';
import type { Json } from '@millrace/pipeline-core/json';
import { type HostContext, runStep, toStepError } from '../executors/host';
import { nameDiskFull } from '../ground/disk-full';
import { type ChildReply, type ChildRequest, childRequestSchema, type StepRequest, type TaskRequest } from './protocol';
import { runTask } from './tasks';

type Running = { id: string; controller: AbortController };

let running: Running | null = null;

function reply(message: ChildReply): void {
  // Without a channel there is nobody to answer; 'disconnect' is on its way.
  if (process.connected) process.send?.(message);
}

async function handle(request: ChildRequest): Promise<void> {
  if (request.kind === 'cancel') {
    if (running?.id === request.id) running.controller.abort(new Error('the step was cancelled'));
    return;
  }
  const controller = new AbortController();
  running = { id: request.id, controller };
  try {
    reply(request.kind === 'step' ? await step(request, controller.signal) : await task(request, controller.signal));
  } catch (thrown) {
    const error = nameDiskFull(thrown);
    const report = request.kind === 'step' ? toStepError(error, request) : toErrorReport(error, request.task);
    reply({ kind: 'failed', id: request.id, error: report, retryable: report.family === 'operator' });
  } finally {
    running = null;
  }
}

function logOf(id: string): HostContext['log'] {
  return (level, text) => reply({ kind: 'log', id, level, text, at: new Date().toISOString() });
}

async function step(request: StepRequest, signal: AbortSignal): Promise<ChildReply> {
  const { id } = request;
  const { outputs, events, repeats } = await runStep(request, {
    signal,
    log: logOf(id),
    progress: (progress) => reply({ kind: 'progress', id, progress }),
  });
  return { kind: 'done', id, outputs, events, ...(repeats ? {} : { repeats }) };
}

async function task(request: TaskRequest, signal: AbortSignal): Promise<ChildReply> {
  const value: Json = await runTask(request, signal, logOf(request.id));
  return { kind: 'done', id: request.id, outputs: [], events: [], value };
}

process.on('message', (message: unknown) => {
  const request = childRequestSchema.safeParse(message);
  if (request.success) void handle(request.data);
  else process.stderr.write(`not a request: ${request.error.message}\n`);
});
process.on('disconnect', () => process.exit(0));
process.on('uncaughtException', (error) => giveUp(error));
process.on('unhandledRejection', (error) => giveUp(error));

/** After an error nobody caught the process cannot be trusted: answer, then end; the parent starts a new one. */
function giveUp(error: unknown): void {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  if (running !== null) {
    const report = toErrorReport(nameDiskFull(error), 'Worker child');
    reply({ kind: 'failed', id: running.id, error: report, retryable: report.family === 'operator' });
  }
  process.exitCode = 1;
  setImmediate(() => process.exit(1));
}

reply({ kind: 'ready' });
