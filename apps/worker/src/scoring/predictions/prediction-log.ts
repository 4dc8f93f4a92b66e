import type { Prediction } from '@millrace/pipeline-core/release';
import { messageOf } from '../message-of';
import { bufferedSpool } from './buffered-spool';
import { linesOf } from './line-text';
import { createShipPace, type ShipPace } from './ship-pace';
import { createShipper, type ShipOptions, toText } from './ship-predictions';
import type { Spool } from './spool';

export type PredictionLogOptions = Omit<ShipOptions, 'pace' | 'behind'> & {
  spool: Spool;
  /** How shipping shares the processor with answers; by how busy this process is unless given. */
  pace?: ShipPace;
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
  const { spool, logger, pace = createShipPace() } = options;
  const shipper = createShipper({ ...options, pace, behind });
  const buffer = bufferedSpool(options);
  let appended = 0;
  /** How many bytes of a segment are done: what is done is not done again when the database was away in between. */
  const begun = new Map<string, number>();

  /** Of other processes, whose segments it took over. */
  let inherited = 0;

  function behind(): number {
    return appended + inherited - done() - buffer.lost();
  }
  function done(): number {
    const { shipped, refused } = shipper.counts();
    return shipped + refused;
  }

  async function ship(): Promise<void> {
    const inMemory = toText(buffer.take());
    const kept = await shipper.ship(inMemory, { read: false, hurried: true });
    if (kept < inMemory.byteLength) buffer.giveBack(linesOf(inMemory.subarray(kept)));
    await spool.seal();
    for (const segment of await spool.segments()) {
      if (!(await shipSegment(segment))) return;
    }
  }

  /** Whether all of it is done. */
  async function shipSegment(segment: string): Promise<boolean> {
    const text = await spool.read(segment);
    const from = begun.get(segment) ?? 0;
    const isOwn = spool.isOwn(segment);
    const before = done();
    const until = from + (await shipper.ship(text.subarray(from), { read: !isOwn }));
    if (!isOwn) inherited += done() - before;
    begun.set(segment, until);
    if (until < text.byteLength) return false;
    await spool.remove(segment);
    begun.delete(segment);
    return true;
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
    drain: () => pace.hurried(rounds.drain),
    counts: () => ({ appended, ...shipper.counts(), lost: buffer.lost() }),
    async stop() {
      await pace.hurried(rounds.stop);
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
