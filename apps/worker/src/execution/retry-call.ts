import { setTimeout as sleep } from 'node:timers/promises';
import { isRetryable } from '@millrace/db/protocol';

/** Repeats a call while the database is away, until `stopped`. Repeats of protocol calls are harmless: the fence. */
export async function retryCall<T>(call: () => Promise<T>, stopped: () => boolean): Promise<T> {
  for (;;) {
    try {
      return await call();
    } catch (error) {
      if (!isRetryable(error) || stopped()) throw error;
      await sleep(100 + Math.random() * 300);
    }
  }
}
