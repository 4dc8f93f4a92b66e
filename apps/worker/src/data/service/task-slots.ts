import { PipelineError } from '@millrace/pipeline-core/errors';

export type TaskSlots = <T>(work: () => Promise<T>) => Promise<T>;

/** Lets so much work go on at a time; what comes on top waits in order, and is refused after `waitMs`. */
export function createTaskSlots({ slots, waitMs }: { slots: number; waitMs: number }): TaskSlots {
  const waiting: (() => void)[] = [];
  let free = slots;

  const enter = async (): Promise<void> => {
    if (free > 0) {
      free -= 1;
      return;
    }
    await new Promise<void>((resolve, reject) => {
      const start = () => {
        clearTimeout(timer);
        resolve();
      };
      const timer = setTimeout(() => {
        waiting.splice(waiting.indexOf(start), 1);
        reject(busy(waitMs));
      }, waitMs);
      waiting.push(start);
    });
  };
  const leave = () => {
    const next = waiting.shift();
    if (next === undefined) free += 1;
    else next(); // takes the slot over
  };

  return async (work) => {
    await enter();
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
