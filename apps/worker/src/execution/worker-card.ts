import { hostname } from 'node:os';
import { type Database, removeWorkerInfo, saveWorkerInfo } from '@millrace/db';
import type { WorkerId } from '@millrace/pipeline-core/ids';
import type { Json } from '@millrace/pipeline-core/json';
import type { Logger } from '../logger';
import { repeat } from './session';

/** What a worker says about itself on the workers page. */
export type WorkerFacts = { roles: string[]; version: string; capabilities: Json };

const everyMs = 5_000;

/** Keeps the worker's row of `worker_info` fresh, with its memory and that of its children. */
export async function startWorkerCard(options: {
  db: Database;
  facts: WorkerFacts;
  queues: Record<string, number>;
  workerId: () => WorkerId;
  children: () => Promise<{ pid: number; rss: number }[]>;
  logger: Logger;
}): Promise<{ close(): Promise<void> }> {
  const { db, facts, queues, logger } = options;
  let written: WorkerId | null = null;
  const write = async () => {
    const workerId = options.workerId();
    const memory = { rss: process.memoryUsage.rss(), children: await options.children() };
    await saveWorkerInfo(db, { workerId, host: hostname(), pid: process.pid, queues, memory, ...facts });
    if (written !== null && written !== workerId) await removeWorkerInfo(db, written); // the id of an earlier life
    written = workerId;
  };
  await write();
  const stop = repeat(everyMs, write, logger);
  return {
    async close() {
      await stop();
      if (written === null) return;
      await removeWorkerInfo(db, written).catch((error: unknown) => {
        logger.warn({ error: String(error) }, 'the card of this worker could not be taken away');
      });
    },
  };
}
