import type { Logger } from '../logger';

export type Stoppable = { name: string; stop(): Promise<void> };

/**
 * Stops things one after the other, last started first. Each gets `limitMs`; one that fails or hangs does not keep the
 * others from stopping. True when all stopped in time.
 */
export async function stopAll(
  things: readonly Stoppable[],
  options: { limitMs: number; logger: Logger },
): Promise<boolean> {
  let clean = true;
  for (const thing of [...things].reverse()) {
    const ended = await stopOne(thing, options);
    clean = clean && ended;
  }
  return clean;
}

async function stopOne(thing: Stoppable, options: { limitMs: number; logger: Logger }): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<'late'>((resolve) => {
    timer = setTimeout(() => resolve('late'), options.limitMs);
  });
  try {
    const outcome = await Promise.race([thing.stop().then(() => 'stopped' as const), late]);
    if (outcome === 'late') options.logger.warn({ part: thing.name, limitMs: options.limitMs }, 'did not stop in time');
    return outcome === 'stopped';
  } catch (error) {
    options.logger.warn(
      { part: thing.name, error: error instanceof Error ? error.message : String(error) },
      'failed to stop',
    );
    return false;
  } finally {
    clearTimeout(timer);
  }
}
