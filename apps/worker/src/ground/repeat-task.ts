import type { Logger } from '../logger';

export type RepeatingTask = {
  /** Does it now, or once more right after the round that is on. */
  hurry(): void;
  stop(): Promise<void>;
};

/** Does something again and again, never twice at a time. A failure is logged once until it works again. */
export function repeatTask(options: {
  name: string;
  everyMs: number;
  run: () => Promise<void>;
  logger: Logger;
}): RepeatingTask {
  let stopped = false;
  let timer: NodeJS.Timeout | null = null;
  let running: Promise<void> = Promise.resolve();
  let failing = false;
  let again = false;

  async function round(): Promise<void> {
    try {
      await options.run();
      if (failing) options.logger.info({ task: options.name }, 'works again');
      failing = false;
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      if (!failing && !stopped) options.logger.warn({ task: options.name, error: message }, 'failed, trying again');
      failing = true;
    }
    if (stopped) return;
    timer = setTimeout(start, again ? 0 : options.everyMs);
    again = false;
  }
  function start(): void {
    timer = null;
    running = round();
  }
  start();

  return {
    hurry() {
      if (stopped) return;
      if (timer === null) {
        again = true;
        return;
      }
      clearTimeout(timer);
      start();
    },
    async stop() {
      stopped = true;
      if (timer !== null) clearTimeout(timer);
      await running;
    },
  };
}
