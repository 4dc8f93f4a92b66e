import { Worker } from 'node:worker_threads';
import { PipelineError } from '@millrace/pipeline-core/errors';
import { threadSource } from './thread-source';

/** Bytes of the sync block; kernels/sync.ts and the text of a thread name its words. */
export const SYNC_BYTES = 512;
const STOP = 32;
const CALL = 48;
const FUNCTION = 64;

export type TeamOptions = {
  module: WebAssembly.Module;
  memory: WebAssembly.Memory;
  /** Address of the sync block in the memory. */
  sync: number;
  threads: number;
  /** Exported functions that will be called, without arguments. Each thread first calls `setUp(index)`. */
  calls: readonly string[];
  /** Aborted: all threads leave at their next meeting and calls reject with its reason. */
  signal: AbortSignal;
};

/** Threads that run the same exported functions over one memory. */
export type Team = {
  threads: readonly Worker[];
  /** Runs one function on every thread; resolves when all have come out of it. One call at a time. */
  call(name: string): Promise<void>;
  /** Ends all threads; safe to call twice. */
  stop(): Promise<void>;
};

type Waiting = { resolve(): void; reject(reason: unknown): void };

/** Starts the threads. A thread that ends or fails unasked ends all others, and every call from then on fails alike. */
export function startTeam(options: TeamOptions): Team {
  const { module, memory, sync, calls, signal } = options;
  const words = new Int32Array(memory.buffer, sync, SYNC_BYTES / 4);
  let waiting: Waiting | null = null;
  let failure: { reason: unknown } | null = null;

  function end(reason: unknown): void {
    failure ??= { reason };
    Atomics.store(words, STOP, 1);
    Atomics.add(words, CALL, 1);
    Atomics.notify(words, CALL);
    const { reason: first } = failure;
    waiting?.reject(first);
    waiting = null;
  }

  const threads = Array.from({ length: options.threads }, (_, index) => {
    const workerData = { module, memory, sync, index, calls };
    const thread = new Worker(threadSource, { eval: true, workerData, execArgv: [], env: {} });
    thread.on('message', (message: { done?: number; failed?: string }) => {
      if (message.failed !== undefined) return end(threadEnded(message.failed));
      waiting?.resolve();
      waiting = null;
    });
    thread.on('error', (error) => end(threadEnded(error.message)));
    thread.on('exit', () => {
      if (failure === null) end(threadEnded('it ended before its work'));
    });
    return thread;
  });
  const ended = Promise.all(
    threads.map((thread) => new Promise<void>((resolve) => thread.once('exit', () => resolve()))),
  );
  const abort = () => end(signal.reason);
  signal.addEventListener('abort', abort, { once: true });

  return {
    threads,
    call(name) {
      const place = calls.indexOf(name);
      if (place < 0) throw new TypeError(`kernel function ${name} is not among ${calls.join(', ')}`);
      if (signal.aborted) end(signal.reason);
      return new Promise<void>((resolve, reject) => {
        if (failure !== null) return reject(failure.reason);
        waiting = { resolve, reject };
        Atomics.store(words, FUNCTION, place);
        Atomics.add(words, CALL, 1);
        Atomics.notify(words, CALL);
      });
    },
    async stop() {
      signal.removeEventListener('abort', abort);
      end(new Error('the team of threads has been stopped'));
      await ended;
    },
  };
}

function threadEnded(seen: string): PipelineError {
  return new PipelineError({
    code: 'fit-thread-ended',
    family: 'operator',
    place: 'training › threads',
    seen,
    expected: 'every thread to work until the fit ends',
    next: 'Run the step again; if it happens again, give the worker more memory.',
  });
}
