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

/** The same, with so many tasks at a time. */
export function withSlots(options: DataServiceOptions): DataServiceOptions {
  const { slots = 4, previewSlots = 2, waitMs = 30_000 } = options;
  const enter = createTaskSlots({ slots, waitMs });
  const enterPreview = createTaskSlots({ slots: previewSlots, waitMs });
  const run = async (task: ChildTask) => {
    task.signal?.throwIfAborted(); // the caller may have gone while the task waited for its turn
    return options.runTask(task);
  };
  return {
    ...options,
    runTask: (task) => (task.task === 'preview' ? enterPreview : enter)(() => run(task), task.signal),
  };
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
