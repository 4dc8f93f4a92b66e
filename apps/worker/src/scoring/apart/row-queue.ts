import type { JsonObject } from '@millrace/pipeline-core/json';
import type { RowAnswer } from '../served-release';
import type { ScoredBatch } from './protocol';

type Waiting = { row: JsonObject; resolve: (answer: RowAnswer) => void; reject: (error: Error) => void; open: boolean };

export type RowQueue = {
  /** Waits for an answer; not any more when the signal aborts. */
  ask(row: JsonObject, signal: AbortSignal): Promise<RowAnswer>;
  /** What goes out next; null where nothing waits, or a batch is under way. */
  next(): { batch: number; rows: JsonObject[] } | null;
  /** Answers the batch under way; how many of its rows were still waited for. */
  settle(scored: ScoredBatch): number;
  /** Nobody will answer what is under way, nor what waits. */
  fail(errors: { asked: Error; waiting: Error }): void;
  /** Nothing waits, and nothing is under way. */
  isEmpty(): boolean;
};

/** Rows that go out together. */
const mostRows = 64;

/**
 * Rows on their way to a model process: one batch is under way, what comes in meanwhile waits for the next one. `onLate`
 * hears of every row that nobody waits for any more.
 */
export function createRowQueue(onLate: () => void): RowQueue {
  let waiting: Waiting[] = [];
  let flying: { batch: number; rows: Waiting[] } | null = null;
  let batches = 0;

  return {
    ask: (row, signal) =>
      new Promise<RowAnswer>((resolve, reject) => {
        const giveUp = () => {
          settled(one);
          waiting = waiting.filter((each) => each !== one);
          reject(new Error('nobody waits for the answer any more'));
          onLate();
        };
        const settled = (each: Waiting) => {
          each.open = false;
          signal.removeEventListener('abort', giveUp);
        };
        const one: Waiting = {
          row,
          open: true,
          resolve(answer) {
            settled(one);
            resolve(answer);
          },
          reject(error) {
            settled(one);
            reject(error);
          },
        };
        signal.addEventListener('abort', giveUp, { once: true });
        waiting.push(one);
      }),
    next() {
      if (flying !== null || waiting.length === 0) return null;
      batches += 1;
      flying = { batch: batches, rows: waiting.splice(0, mostRows) };
      return { batch: flying.batch, rows: flying.rows.map(({ row }) => row) };
    },
    settle(scored) {
      if (flying === null || scored.batch !== flying.batch) return 0;
      const { rows } = flying;
      flying = null;
      let inTime = 0;
      for (const [at, one] of rows.entries()) {
        if (!one.open) continue;
        inTime += 1;
        const answer = scored.answers[at];
        if (answer !== undefined && 'answer' in answer) one.resolve(answer.answer);
        else one.reject(new Error(answer?.error ?? 'its process answered fewer rows than it was asked'));
      }
      return inTime;
    },
    fail(errors) {
      const lost = { asked: flying?.rows ?? [], waiting };
      flying = null;
      waiting = [];
      for (const one of lost.asked) if (one.open) one.reject(errors.asked);
      for (const one of lost.waiting) if (one.open) one.reject(errors.waiting);
    },
    isEmpty: () => flying === null && waiting.length === 0,
  };
}
