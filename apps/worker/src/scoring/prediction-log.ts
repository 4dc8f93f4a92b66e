import { type Prediction, predictionSchema } from '@millrace/pipeline-core/release';
import type { Logger } from '../logger';
import type { Spool } from './spool';

export type PredictionLogOptions = {
  spool: Spool;
  /** Writes predictions by id; a second time changes nothing. */
  insert: (predictions: Prediction[]) => Promise<unknown>;
  /** Whether the database answers at all: tells an outage from a row it refuses. */
  available: () => Promise<boolean>;
  logger: Logger;
  /** Pause between two rounds of shipping, in ms. */
  everyMs?: number;
};

export type PredictionLog = {
  /** Keeps predictions on local disk; a few microseconds, before the answer leaves. */
  append(predictions: readonly Prediction[]): void;
  /** Ships everything there is; resolves when it is in the database or the database is away. */
  drain(): Promise<void>;
  stop(): Promise<void>;
  counts(): { appended: number; shipped: number; refused: number; lost: number };
};

const batchSize = 500;
/** Predictions kept in memory while the disk refuses writes. */
const memoryLimit = 10_000;

/**
 * The prediction log, off the hot path: appended to a spool file before the answer, copied to the database in batches
 * by id, deleted from the spool after. A killed process leaves its segments; the next one ships them.
 */
export function startPredictionLog(options: PredictionLogOptions): PredictionLog {
  const { spool, logger } = options;
  const counts = { appended: 0, shipped: 0, refused: 0, lost: 0 };
  let unspooled: Prediction[] = [];
  let round: Promise<void> | null = null;
  let timer: NodeJS.Timeout | null = null;
  let stopped = false;

  function append(predictions: readonly Prediction[]): void {
    counts.appended += predictions.length;
    try {
      spool.append(`${predictions.map(toLine).join('\n')}\n`);
    } catch (error) {
      keepInMemory(predictions, error);
    }
  }

  function keepInMemory(predictions: readonly Prediction[], error: unknown): void {
    const room = memoryLimit - unspooled.length;
    unspooled.push(...predictions.slice(0, Math.max(0, room)));
    counts.lost += Math.max(0, predictions.length - room);
    logger.error(
      { error: messageOf(error), inMemory: unspooled.length, lost: counts.lost },
      'prediction spool cannot be written',
    );
  }

  async function ship(): Promise<void> {
    await spool.seal();
    const kept = unspooled;
    unspooled = [];
    if (kept.length > 0 && !(await shipAll(kept))) unspooled = [...kept, ...unspooled].slice(0, memoryLimit);
    for (const segment of await spool.segments()) {
      const predictions = parseLines(await spool.read(segment));
      if (!(await shipAll(predictions))) return;
      await spool.remove(segment);
    }
  }

  /** A line that is no prediction (a power cut tore it) cannot be shipped, and must not block the rest. */
  function parseLines(lines: readonly string[]): Prediction[] {
    return lines.flatMap((line) => {
      const parsed = parseLine(line);
      if (parsed !== null) return [parsed];
      counts.refused += 1;
      logger.error({ line: line.slice(0, 200) }, 'spooled line is not a prediction');
      return [];
    });
  }

  /** False: the database is away, try again later. */
  async function shipAll(predictions: readonly Prediction[]): Promise<boolean> {
    for (let start = 0; start < predictions.length; start += batchSize) {
      if (!(await shipBatch(predictions.slice(start, start + batchSize)))) return false;
    }
    return true;
  }

  async function shipBatch(batch: Prediction[]): Promise<boolean> {
    try {
      await options.insert(batch);
      counts.shipped += batch.length;
      return true;
    } catch (error) {
      if (!(await options.available())) return false;
      const [only] = batch;
      if (batch.length > 1) {
        // Halve until the row that the database refuses is alone.
        const middle = Math.ceil(batch.length / 2);
        return (await shipBatch(batch.slice(0, middle))) && (await shipBatch(batch.slice(middle)));
      }
      counts.refused += 1;
      logger.error({ prediction: only?.id, error: messageOf(error) }, 'prediction refused by the database');
      return true;
    }
  }

  /** What was appended before this call is not part of a round that runs already: wait for it, then one more. */
  async function drain(): Promise<void> {
    await round;
    await nextRound();
  }

  function nextRound(): Promise<void> {
    round ??= ship()
      .catch((error: unknown) => logger.warn({ error: messageOf(error) }, 'prediction log could not be shipped'))
      .finally(() => {
        round = null;
      });
    return round;
  }

  function schedule(): void {
    if (stopped) return;
    timer = setTimeout(() => void drain().then(schedule), options.everyMs ?? 500);
    timer.unref();
  }
  void drain().then(schedule);

  return {
    append,
    drain,
    counts: () => ({ ...counts }),
    async stop() {
      stopped = true;
      if (timer !== null) clearTimeout(timer);
      await drain();
    },
  };
}

/** A prediction as one line. Postgres' JSON has no U+0000, and models do not see it either: it is kept as U+FFFD. */
function toLine(prediction: Prediction): string {
  const line = JSON.stringify(prediction);
  if (!line.includes('\\u0000')) return line;
  return JSON.stringify(prediction, (_key, value: unknown) =>
    typeof value === 'string' ? value.replaceAll('\u0000', '\ufffd') : value,
  );
}

function parseLine(line: string): Prediction | null {
  try {
    const parsed = predictionSchema.safeParse(JSON.parse(line));
    return parsed.success ? parsed.data : null;
  } catch {
    return null; // not JSON: reported by the caller
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
