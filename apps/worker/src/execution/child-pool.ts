import type { Logger } from '../logger';
import { exitFailure } from './child-errors';
import { type ChildEnd, type ChildRun, runInChild } from './run-in-child';
import type { ExecutionSettings } from './settings';
import { startChild, type WorkerChild } from './worker-child';

export type ChildPoolOptions = {
  /** The bundled program of a child. */
  path: string;
  /** Where children start: a folder with nothing in it but attempts. */
  folder: string;
  /** Children kept warm: one per slot. */
  size: number;
  /** Memory cap of warm children; requests for more get a child of their own size. */
  megabytes: number;
  settings: Pick<ExecutionSettings, 'terminateMs' | 'killMs'>;
  logger: Logger;
};

export type ChildPool = {
  /** Executes a request; `alone`: in a child that nobody else uses before or after. */
  run(run: ChildRun, options?: { alone?: boolean }): Promise<ChildEnd>;
  children(): Promise<{ pid: number; rss: number }[]>;
  close(): Promise<void>;
};

/** A child is replaced after this many requests, or above this share of its cap. */
const mostRequests = 200;
const mostMemoryShare = 0.75;

/**
 * Warm child processes. Forking and loading costs 60 ms and more, a round trip to a warm child 0.1 ms. A child is
 * replaced after 200 requests, above three quarters of its memory, and after any failure, time-out or cancel.
 */
export function createChildPool(options: ChildPoolOptions): ChildPool {
  const all = new Set<WorkerChild>();
  let idle: WorkerChild[] = [];
  let closed = false;

  const start = (capMegabytes: number): WorkerChild => {
    const child = startChild({ path: options.path, capMegabytes, folder: options.folder });
    all.add(child);
    void child.exited.then(() => {
      all.delete(child);
      idle = idle.filter((one) => one !== child);
    });
    return child;
  };

  /** Keeps as many warm children as there are slots, counting those at work. */
  const warmUp = () => {
    while (!closed && all.size < options.size) idle.push(start(capFor(options.megabytes)));
  };

  const acquire = (megabytes: number, alone: boolean): WorkerChild => {
    const cap = capFor(megabytes);
    const warm = alone ? undefined : idle.find((child) => child.alive() && child.capMegabytes === cap);
    if (warm === undefined) return start(cap);
    idle = idle.filter((child) => child !== warm);
    return warm;
  };

  const release = async (child: WorkerChild, keep: boolean): Promise<void> => {
    child.served += 1;
    const fat = (await child.rss()) > child.capMegabytes * 1024 ** 2 * mostMemoryShare;
    if (!keep || closed || fat || child.served >= mostRequests || !child.alive()) retire(child);
    else idle.push(child);
    const surplus = idle.length - options.size;
    for (const old of idle.slice(0, Math.max(0, surplus))) retire(old);
  };

  const retire = (child: WorkerChild) => {
    idle = idle.filter((one) => one !== child);
    all.delete(child); // makes room for its successor at once
    child.kill('SIGKILL');
    warmUp();
  };

  warmUp();
  return {
    async run(run, { alone = false } = {}) {
      const child = acquire(run.megabytes, alone);
      try {
        await child.ready;
      } catch (error) {
        options.logger.error({ error: String(error) }, 'a child process could not be started');
        retire(child);
        return { ok: false, ...exitFailure(await child.exited, run.place, run.megabytes) };
      }
      const end = await runInChild(child, run, options.settings);
      await release(child, end.ok && !alone);
      return end;
    },
    async children() {
      return Promise.all([...all].map(async (child) => ({ pid: child.pid, rss: await child.rss() })));
    },
    async close() {
      closed = true;
      const open = [...all];
      for (const child of open) child.kill('SIGKILL');
      await Promise.all(open.map((child) => child.exited));
    },
  };
}

/** Caps come in powers of two, so that steps with similar limits share children. */
export function capFor(megabytes: number): number {
  return 2 ** Math.ceil(Math.log2(Math.max(256, megabytes)));
}
