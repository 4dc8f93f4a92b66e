import { randomUUID } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Json } from '@millrace/pipeline-core/json';
import type { FastifyRequest } from 'fastify';
import type { ChildTask, DataServiceOptions } from './options';
import { createTaskSlots } from './task-slots';

/** Landing a large file takes the longest; nobody waits for a page of a table longer than this. */
export const taskSeconds: Record<ChildTask['task'], number> = {
  land: 1800,
  profile: 1800,
  window: 30,
  rows: 1800,
  order: 300,
  split: 600,
  sketch: 1800,
  associate: 300,
  pair: 60,
  follow: 120,
  preview: 20,
  'test-source': 60,
};

/** How long a preview that nobody waits for any more goes on: most end by themselves within that time. */
const graceMs = 1000;

/** The same, with so many tasks at a time. */
export function withSlots(options: DataServiceOptions): DataServiceOptions {
  const { slots = 4, previewSlots = 2, waitMs = 30_000, previewGraceMs = graceMs } = options;
  const enter = createTaskSlots({ slots, waitMs });
  const enterPreview = createTaskSlots({ slots: previewSlots, waitMs });
  const run = async (task: ChildTask) => {
    task.signal?.throwIfAborted(); // the caller may have gone while the task waited for its turn
    return options.runTask(task);
  };
  const runPreview = async (task: ChildTask) => {
    const { signal, alone } = task;
    if (signal === undefined || alone === true) return run(task); // the process of one that ran alone goes anyhow
    signal.throwIfAborted();
    return withGrace(signal, previewGraceMs, (later) => options.runTask({ ...task, signal: later }));
  };
  return {
    ...options,
    runTask: (task) =>
      task.task === 'preview' ? enterPreview(() => runPreview(task), task.signal) : enter(() => run(task), task.signal),
  };
}

/**
 * Work that is told to stop only some time after nobody waits for it any more. What is stopped costs its warm process, and
 * previews are overtaken all the time while somebody types.
 */
async function withGrace<T>(wanted: AbortSignal, ms: number, work: (later: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const gone = () => {
    timer = setTimeout(() => controller.abort(wanted.reason), ms);
  };
  wanted.addEventListener('abort', gone, { once: true });
  try {
    return await work(controller.signal);
  } finally {
    clearTimeout(timer);
    wanted.removeEventListener('abort', gone);
  }
}

/** A value as the JSON it becomes when sent: no undefined fields. */
export function plainJson(value: object): Json {
  return JSON.parse(JSON.stringify(value));
}

/** Work in a folder of its own, which goes with it. */
export async function withFolder<T>(options: DataServiceOptions, work: (folder: string) => Promise<T>): Promise<T> {
  const folder = join(options.folder, `task-${randomUUID()}`);
  await mkdir(folder, { recursive: true });
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Works for a caller; the signal fires when they have gone: a closed page ends what was computed for it. */
export async function whileWaiting<T>(request: FastifyRequest, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  const { socket } = request.raw;
  const gone = () => controller.abort(new Error('the caller has gone'));
  socket.once('close', gone);
  try {
    return await work(controller.signal);
  } finally {
    socket.off('close', gone);
  }
}
