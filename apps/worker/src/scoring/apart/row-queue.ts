import type { JsonObject } from '@millrace/pipeline-core/json';
import type { RowAnswer } from '../releases/served-release';
import { type AskedRow, type RowResult, sharedClock } from './protocol';

type Waiting = {
  row: JsonObject;
  until: number | undefined;
  resolve: (answer: RowAnswer) => void;
  reject: (error: Error) => void;
  open: boolean;
};

/** How long somebody waits for a row: the signal tells when he gives up, after `limitMs` at the latest where that is known. */
export type Patience = { signal: AbortSignal; limitMs?: number | undefined };

export type RowQueue = {
  /** Waits for an answer, as long as somebody has the patience. */
  ask(row: JsonObject, patience: Patience): Promise<RowAnswer>;
  /** What goes out next; null where nothing waits, or a batch is under way. */
  next(): { batch: number; rows: AskedRow[] } | null;
  /** Takes what the first row under way came to that has none yet, and says whether it was one, and was still waited for. */
  settle(batch: number, result: RowResult): 'stray' | 'late' | 'in-time';
  /**
   * Nobody will answer what is under way, nor what waits. `asked`: of the rows that may have been made, which is the first
   * under way where rows are answered one by one, and else all under way.
   */
  fail(errors: { asked: Error; waiting: Error; oneByOne: boolean }): void;
  isFlying(): boolean;
  /** Rows that will be made before one that is asked now. */
  ahead(): number;
};

/** Rows that go out together. */
const mostRows = 64;

/**
 * Rows on their way to a model process: one batch is under way, what comes in meanwhile waits for the next one. `onLate`
 * hears of a row that nobody waits for any more, where no other was answered in time for as long as it was waited for:
 * a process that is asked too much is not slow.
 */
export function createRowQueue(onLate: () => void): RowQueue {
  let waiting: Waiting[] = [];
  let flying: { batch: number; rows: Waiting[] } | null = null;
  let batches = 0;
  let inTime = 0;

  return {
    ask: (row, { signal, limitMs }) =>
      new Promise<RowAnswer>((resolve, reject) => {
        const before = inTime;
        const giveUp = () => {
          settled(one);
          waiting = waiting.filter((each) => each !== one);
          reject(new Error('nobody waits for the answer any more'));
          if (inTime === before) onLate();
        };
        const settled = (each: Waiting) => {
          each.open = false;
          signal.removeEventListener('abort', giveUp);
        };
        const one: Waiting = {
          row,
          until: limitMs === undefined || limitMs === Number.POSITIVE_INFINITY ? undefined : sharedClock() + limitMs,
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
      return {
        batch: flying.batch,
        rows: flying.rows.map(({ row, until }) => (until === undefined ? { row } : { row, until })),
      };
    },
    settle(batch, result) {
      if (flying === null || batch !== flying.batch) return 'stray';
      const one = flying.rows.shift();
      if (flying.rows.length === 0) flying = null;
      if (one?.open !== true) return 'late';
      if ('over' in result) return 'late'; // whoever waits for it gives up now
      inTime += 1;
      if ('answer' in result) one.resolve(result.answer);
      else one.reject(new Error(result.error));
      return 'in-time';
    },
    fail(errors) {
      const sent = flying?.rows ?? [];
      const made = errors.oneByOne ? sent.slice(0, 1) : sent;
      const lost = [...sent.slice(made.length), ...waiting];
      flying = null;
      waiting = [];
      for (const one of made) if (one.open) one.reject(errors.asked);
      for (const one of lost) if (one.open) one.reject(errors.waiting);
    },
    isFlying: () => flying !== null,
    ahead() {
      const open = (flying?.rows ?? []).filter((one) => one.open).length + waiting.length;
      return flying === null ? open : Math.max(1, open);
    },
  };
}
