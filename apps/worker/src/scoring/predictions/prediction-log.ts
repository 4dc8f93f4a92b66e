import type { Prediction } from '@millrace/pipeline-core/release';
import { messageOf } from '../message-of';
import { bufferedSpool } from './buffered-spool';
import { linesOf } from './line-text';
import { createShipper, type ShipOptions, toText } from './ship-predictions';
import type { Spool } from './spool';

export type PredictionLogOptions = ShipOptions & {
  spool: Spool;
  /** Pause between two rounds of shipping, in ms. */
  everyMs?: number;
};

export type PredictionCounts = { appended: number; shipped: number; refused: number; lost: number };

export type PredictionLog = {
  /** Keeps predictions on local disk; a few microseconds, before the answer leaves. */
  append(predictions: readonly Prediction[]): void;
  /** Ships everything there is; resolves when it is in the database or the database is away. */
  drain(): Promise<void>;
  stop(): Promise<void>;
  counts(): PredictionCounts;
};

/**
 * The prediction log, off the hot path: appended to a spool file before the answer, copied to the database in batches
 * by id, deleted from the spool after. A killed process leaves its segments; the next one ships them.
 */
export function startPredictionLog(options: PredictionLogOptions): PredictionLog {
  const { spool, logger } = options;
  const shipper = createShipper(options);
  const buffer = bufferedSpool(options);
  let appended = 0;
  /** How many bytes of the first segment are done: what is done is not done again when the database was away in between. */
  let begun = { segment: '', done: 0 };

  async function ship(): Promise<void> {
    const inMemory = toText(buffer.take());
    const kept = await shipper.ship(inMemory, { read: false });
    if (kept < inMemory.byteLength) buffer.giveBack(linesOf(inMemory.subarray(kept)));
    await spool.seal();
    for (const segment of await spool.segments()) {
      const text = await spool.read(segment);
      const from = begun.segment === segment ? begun.done : 0;
      const done = await shipper.ship(text.subarray(from), { read: !spool.isOwn(segment) });
      begun = { segment, done: from + done };
      if (begun.done < text.byteLength) return;
      await spool.remove(segment);
    }
  }
  const rounds = repeatRounds({
    everyMs: options.everyMs ?? 500,
    work: () =>
      ship().catch((error: unknown) => logger.warn({ error: messageOf(error) }, 'prediction log could not be shipped')),
  });

  return {
    append(predictions) {
      appended += predictions.length;
      buffer.append(predictions);
    },
    drain: rounds.drain,
    counts: () => ({ appended, ...shipper.counts(), lost: buffer.lost() }),
    async stop() {
      await rounds.stop();
      buffer.close();
    },
  };
}

/** Does work again and again, one round at a time. */
function repeatRounds({ work, everyMs }: { work: () => Promise<void>; everyMs: number }) {
  let round: Promise<void> | null = null;
  let timer: NodeJS.Timeout | null = null;
  let stopped = false;

  /** What came before this call is not part of a round that goes on already: wait for it, then one more. */
  async function drain(): Promise<void> {
    await round;
    round ??= work().finally(() => {
      round = null;
    });
    await round;
  }
  function schedule(): void {
    if (stopped) return;
    timer = setTimeout(() => void drain().then(schedule), everyMs);
    timer.unref();
  }
  void drain().then(schedule);

  return {
    drain,
    async stop() {
      stopped = true;
      if (timer !== null) clearTimeout(timer);
      await drain();
    },
  };
}
