import { setTimeout as sleep } from 'node:timers/promises';

/** Does the same again and again until told to stop. */
export async function repeatUntil(
  work: () => Promise<unknown>,
  { everyMs, signal }: { everyMs: number; signal: AbortSignal },
): Promise<void> {
  while (!signal.aborted) {
    await sleep(everyMs, undefined, { signal }).catch(() => undefined);
    if (!signal.aborted) await work();
  }
}
