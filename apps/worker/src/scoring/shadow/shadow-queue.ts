import { setImmediate, setTimeout } from 'node:timers/promises';
import type { Figure } from '../../ground/figures';
import type { Logger } from '../../logger';
import { messageOf } from '../message-of';
import type { RowCopy } from './copy-rows';
import { sizeOfRow } from './size-of-row';

/** Copies that may wait, and what their rows may take in memory. What comes on top is dropped. */
export const mostCopies = 1000;
export const mostBytes = 32 * 2 ** 20;

/** For so many times what a copy took nothing else is copied: copies take a fifth of this process at most. */
const restTimes = 4;

export type ShadowQueue = {
  /** Takes copies of rows whose answer has gone out. */
  offer(copies: readonly RowCopy[]): void;
  /** Drops what waits, and waits for no rest; resolves when the copy under way is done. */
  stop(): Promise<void>;
  counts(): { scored: number; dropped: number };
};

/**
 * Scores copies one by one, behind everything else: answers never wait for more than one of them. What there is no time for
 * is dropped and counted.
 */
export function createShadowQueue(o: {
  score: (copy: RowCopy) => Promise<void>;
  drop: (copy: RowCopy) => void;
  /** Whether its release is still in shadow there: a copy may have waited while a rollout went on or was taken back. */
  wanted: (copy: RowCopy) => boolean;
  /** Milliseconds on a monotonic clock. */
  now: () => number;
  /** Waits for so many milliseconds; rejects where the signal cuts it short. */
  rest?: (ms: number, signal: AbortSignal) => Promise<unknown>;
  logger: Logger;
}): ShadowQueue {
  const pause = o.rest ?? ((ms, signal) => setTimeout(ms, undefined, { signal }));
  const waiting: RowCopy[] = [];
  let bytes = 0;
  const counts = { scored: 0, dropped: 0 };
  const stopping = new AbortController();
  /** Nothing is copied before this moment, also where the queue has been empty meanwhile. */
  let restUntil = Number.NEGATIVE_INFINITY;
  let round: Promise<void> | null = null;

  function drop(copy: RowCopy): void {
    counts.dropped += 1;
    o.drop(copy);
  }

  /** Requests that have come in meanwhile go first. */
  async function giveWay(): Promise<void> {
    const rest = restUntil - o.now();
    if (rest < 1) await setImmediate();
    else await pause(rest, stopping.signal).catch(ignoreCut(stopping.signal));
  }

  function next(): RowCopy | undefined {
    const copy = waiting.shift();
    if (copy !== undefined) bytes -= sizeOfRow(copy.row);
    return copy;
  }

  async function work(): Promise<void> {
    for (let copy = next(); copy !== undefined; copy = next()) {
      await giveWay();
      if (stopping.signal.aborted) return drop(copy);
      if (!o.wanted(copy)) continue;
      const start = o.now();
      try {
        await o.score(copy);
        counts.scored += 1;
      } catch (error) {
        drop(copy);
        o.logger.error(
          { release: copy.shadow.id, error: messageOf(error) },
          'a copy for a release in shadow was not scored',
        );
      }
      const end = o.now();
      restUntil = Math.max(restUntil, end) + (end - start) * restTimes;
    }
  }

  function begin(): void {
    round ??= work().finally(() => {
      round = null;
      if (waiting.length > 0) begin();
    });
  }

  return {
    offer(copies) {
      for (const copy of copies) {
        const size = sizeOfRow(copy.row);
        if (stopping.signal.aborted || waiting.length >= mostCopies || bytes + size > mostBytes) drop(copy);
        else {
          waiting.push(copy);
          bytes += size;
        }
      }
      if (waiting.length > 0) begin();
    },
    async stop() {
      stopping.abort();
      for (const copy of waiting.splice(0)) drop(copy);
      bytes = 0;
      await round;
    },
    counts: () => ({ ...counts }),
  };
}

/** A rest that is cut short is over. */
function ignoreCut(signal: AbortSignal): (error: unknown) => void {
  return (error) => {
    if (!signal.aborted) throw error;
  };
}

/** Copies of this process in figures. */
export function shadowQueueFigures(queue: Pick<ShadowQueue, 'counts'>): Figure[] {
  return [
    {
      name: 'millrace_shadow_rows_total',
      type: 'counter',
      help: 'Copies of rows for releases in shadow since the start of this process: scored, and dropped for want of time.',
      values: Object.entries(queue.counts()).map(([state, value]) => ({ labels: { state }, value })),
    },
  ];
}
