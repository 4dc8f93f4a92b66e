import type { Prediction } from '@millrace/pipeline-core/release';
import type { Logger } from '../../logger';
import { messageOf } from '../message-of';
import { toLine } from './ship-predictions';
import type { Spool } from './spool';

export type BufferedSpool = {
  append(predictions: readonly Prediction[]): void;
  /** Lines that the disk has not taken; on the disk if that works again. */
  take(): string[];
  giveBack(lines: readonly string[]): void;
  /** Gives the disk a last chance; what is in memory after that is lost. */
  close(): void;
  lost(): number;
};

/** Predictions kept in memory while the disk refuses writes. */
const memoryLimit = 10_000;

/** The spool, and memory for what the disk refuses. What memory has no room for is lost, counted and told. */
export function bufferedSpool({ spool, logger }: { spool: Pick<Spool, 'append'>; logger: Logger }): BufferedSpool {
  let inMemory: string[] = [];
  let lost = 0;
  let refusing = false;

  function write(lines: readonly string[]): boolean {
    try {
      spool.append(`${lines.join('\n')}\n`);
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

  function take(): string[] {
    const taken = inMemory;
    inMemory = [];
    return taken.length === 0 || write(taken) ? [] : taken;
  }

  return {
    append(predictions) {
      if (predictions.length === 0) return; // no line would be an empty line
      const lines = predictions.map(toLine);
      if (write(lines)) return;
      const room = Math.max(0, memoryLimit - inMemory.length);
      inMemory.push(...lines.slice(0, room));
      drop(lines.length - room);
    },
    take,
    giveBack(lines) {
      const all = [...lines, ...inMemory];
      inMemory = all.slice(0, memoryLimit);
      drop(all.length - memoryLimit);
    },
    close: () => drop(take().length),
    lost: () => lost,
  };
}
