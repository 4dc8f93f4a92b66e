import type { Prediction } from '@millrace/pipeline-core/release';
import type { Logger } from '../logger';
import { messageOf } from './message-of';
import { toLine } from './ship-predictions';
import type { Spool } from './spool';

export type BufferedSpool = {
  append(predictions: readonly Prediction[]): void;
  /** What the disk has not taken; on the disk if that works again. */
  take(): Prediction[];
  giveBack(predictions: readonly Prediction[]): void;
  /** Gives the disk a last chance; what is in memory after that is lost. */
  close(): void;
  lost(): number;
};

/** Predictions kept in memory while the disk refuses writes. */
const memoryLimit = 10_000;

/** The spool, and memory for what the disk refuses. What memory has no room for is lost, counted and told. */
export function bufferedSpool({ spool, logger }: { spool: Pick<Spool, 'append'>; logger: Logger }): BufferedSpool {
  let inMemory: Prediction[] = [];
  let lost = 0;
  let refusing = false;

  function write(predictions: readonly Prediction[]): boolean {
    try {
      spool.append(`${predictions.map(toLine).join('\n')}\n`);
      refusing = false;
      return true;
    } catch (error) {
      if (!refusing) logger.error({ error: messageOf(error) }, 'prediction spool cannot be written');
      refusing = true;
      return false;
    }
  }

  function drop(count: number): void {
    if (count <= 0) return;
    const thousands = Math.floor(lost / 1_000);
    const isFirst = lost === 0;
    lost += count;
    // Not a line for each: the disk that is full may be the log's, too.
    if (!isFirst && Math.floor(lost / 1_000) === thousands) return;
    logger.error({ lost, inMemory: inMemory.length }, 'predictions were lost: neither disk nor database takes them');
  }

  function take(): Prediction[] {
    const taken = inMemory;
    inMemory = [];
    return taken.length === 0 || write(taken) ? [] : taken;
  }

  return {
    append(predictions) {
      if (write(predictions)) return;
      const room = Math.max(0, memoryLimit - inMemory.length);
      inMemory.push(...predictions.slice(0, room));
      drop(predictions.length - room);
    },
    take,
    giveBack(predictions) {
      const all = [...predictions, ...inMemory];
      inMemory = all.slice(0, memoryLimit);
      drop(all.length - memoryLimit);
    },
    close: () => drop(take().length),
    lost: () => lost,
  };
}
