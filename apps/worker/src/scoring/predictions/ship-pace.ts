import { type EventLoopUtilization, performance } from 'node:perf_hooks';
import { setTimeout } from 'node:timers/promises';

/** How many predictions go to the database at once, and how long the next ones wait. */
export type ShipPace = {
  batch(): { lines: number; bytes: number };
  /** Rests behind a batch that took so many ms, `behind` predictions being on the disk alone. */
  rest(took: number, behind: number): Promise<void>;
  /** No rests while this goes on: somebody waits for what is on the disk. Of several the last one to end lets rests begin again. */
  hurried<T>(work: () => Promise<T>): Promise<T>;
};

/** The database works this long at most while a request waits for the processor, where both share one machine. */
const shortBatch = { lines: 250, bytes: 2 ** 20 };
export const longBatch = { lines: 1_000, bytes: 2 ** 22 };
/** Share of the time in which the event loop works: above `busy` it has nothing to spare, below `idle` nobody waits. */
const idle = 0.05;
const busy = 0.6;
/** Rest for each ms of work: half of the time, or a tenth of it. */
const easyRest = 1;
const busyRest = 9;
/** Whatever one batch took: it may have waited for the database. */
const longestRestMs = 1_000;
/** So many predictions may wait on the disk (some hundred MB); from there on answers wait for the database. */
const mostBehind = 500_000;

/**
 * Predictions are safe on the disk, answers are waited for: while requests take all of the processor, shipping takes a tenth of
 * the time, and catches up behind them. `work` is the share of time that the event loop worked since the last call.
 */
export function createShipPace({ work = loopWork() }: { work?: () => number } = {}): ShipPace {
  let now = 0;
  /** How many wait now. */
  let waiting = 0;
  let resting = new AbortController();
  return {
    batch: () => (now < idle || waiting > 0 ? longBatch : shortBatch),
    async rest(took, behind) {
      now = work();
      const { signal } = resting;
      const ms = restBehind({ took, work: now, behind });
      if (ms === 0 || waiting > 0) return;
      await setTimeout(ms, undefined, { signal }).catch(() => undefined); // hurried meanwhile
    },
    async hurried(somebody) {
      waiting += 1;
      resting.abort();
      resting = new AbortController();
      try {
        return await somebody();
      } finally {
        waiting -= 1;
      }
    },
  };
}

/** How many ms to rest behind a batch that took so many, `work` being the share of time that the event loop works. */
export function restBehind({ took, work, behind }: { took: number; work: number; behind: number }): number {
  if (work < idle || behind > mostBehind) return 0;
  return Math.min(longestRestMs, took * (work > busy ? busyRest : easyRest));
}

function loopWork(): () => number {
  let before: EventLoopUtilization = performance.eventLoopUtilization();
  return () => {
    const now = performance.eventLoopUtilization();
    const { utilization } = performance.eventLoopUtilization(now, before);
    before = now;
    return utilization;
  };
}
