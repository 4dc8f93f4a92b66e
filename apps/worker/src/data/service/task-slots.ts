import { PipelineError } from '@millrace/pipeline-core/errors';

/** `signal` fires when nobody waits for the work any more: then it gives up its place in the queue. */
export type TaskSlots = <T>(work: () => Promise<T>, signal?: AbortSignal) => Promise<T>;

/** Lets so much work go on at a time; what comes on top waits in order, and is refused after `waitMs`. */
export function createTaskSlots({ slots, waitMs }: { slots: number; waitMs: number }): TaskSlots {
  const waiting: (() => void)[] = [];
  let free = slots;

  const enter = async (signal?: AbortSignal): Promise<void> => {
    signal?.throwIfAborted();
    if (free > 0) {
      free -= 1;
      return;
    }
    await new Promise<void>((resolve, reject) => {
      const settle = () => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', gone);
      };
      const start = () => {
        settle();
        resolve();
      };
      const giveUp = (error: unknown) => {
        settle();
        waiting.splice(waiting.indexOf(start), 1);
        reject(error);
      };
      const gone = () => giveUp(signal?.reason);
      const timer = setTimeout(() => giveUp(busy(waitMs)), waitMs);
      signal?.addEventListener('abort', gone, { once: true });
      waiting.push(start);
    });
  };
  const leave = () => {
    const next = waiting.shift();
    if (next === undefined) free += 1;
    else next(); // takes the slot over
  };

  return async (work, signal) => {
    await enter(signal);
    try {
      return await work();
    } finally {
      leave();
    }
  };
}

function busy(waitMs: number): PipelineError {
  return new PipelineError({
    code: 'busy',
    family: 'operator',
    place: 'Data service',
    seen: `no free process for ${Math.round(waitMs / 1000)} s`,
    expected: 'a free process',
    next: 'Try again in a moment: other uploads and tables are being read.',
  });
}
