import { type Prediction, predictionSchema } from '@millrace/pipeline-core/release';
import type { Logger } from '../logger';
import { messageOf } from './message-of';
import type { Spool } from './spool';

export type ShipOptions = {
  spool: Pick<Spool, 'putAside'>;
  /** Writes predictions by id; a second time changes nothing. */
  insert: (predictions: Prediction[]) => Promise<unknown>;
  /** Whether the database answers at all: tells an outage from a row it refuses. */
  available: () => Promise<boolean>;
  logger: Logger;
};

/**
 * Both answer how many of what they were given are done, from the first on: in the database, or put aside. Fewer than
 * all: the database is away, or what it refused cannot be put aside; go on from there later.
 */
export type Shipper = {
  ship(predictions: readonly Prediction[]): Promise<number>;
  /** The same for lines of the spool. */
  shipLines(lines: readonly string[]): Promise<number>;
  counts(): { shipped: number; refused: number };
};

const batchSize = 500;

/** Copies predictions to the database in batches. What cannot be shipped is put aside, so that it blocks nothing and nothing is lost. */
export function createShipper({ spool, insert, available, logger }: ShipOptions): Shipper {
  const counts = { shipped: 0, refused: 0 };

  async function refuse(lines: readonly string[], facts: Record<string, unknown>): Promise<boolean> {
    try {
      await spool.putAside(lines);
    } catch (error) {
      logger.error({ error: messageOf(error) }, 'refused predictions cannot be put aside, trying again');
      return false;
    }
    counts.refused += lines.length;
    logger.error({ ...facts, lines: lines.length }, 'predictions refused and put aside');
    return true;
  }

  async function shipBatch(batch: Prediction[]): Promise<number> {
    try {
      await insert(batch);
      counts.shipped += batch.length;
      return batch.length;
    } catch (error) {
      if (!(await available())) return 0;
      const [only] = batch;
      if (batch.length === 1) {
        return (await refuse([toLine(only)], { prediction: only?.id, error: messageOf(error) })) ? 1 : 0;
      }
      // Halve until the row that the database refuses is alone.
      const middle = Math.ceil(batch.length / 2);
      const done = await shipBatch(batch.slice(0, middle));
      return done < middle ? done : middle + (await shipBatch(batch.slice(middle)));
    }
  }

  async function ship(predictions: readonly Prediction[]): Promise<number> {
    for (let start = 0; start < predictions.length; start += batchSize) {
      const batch = predictions.slice(start, start + batchSize);
      const done = await shipBatch(batch);
      if (done < batch.length) return start + done;
    }
    return predictions.length;
  }

  /** In the order of the lines, so that nothing is done twice when the rest has to wait. */
  async function shipLines(lines: readonly string[]): Promise<number> {
    const read = lines.map(parseLine);
    for (let start = 0; start < lines.length; ) {
      const isOdd = read[start] === null;
      const end = read.findIndex((prediction, at) => at > start && (prediction === null) !== isOdd);
      const stretch = [start, end === -1 ? lines.length : end] as const;
      const odd = lines.slice(...stretch);
      const done = isOdd
        ? await refuse(odd, { error: 'not a prediction', first: odd[0]?.slice(0, 200) }).then((yes) =>
            yes ? odd.length : 0,
          )
        : await ship(read.slice(...stretch).flatMap((prediction) => prediction ?? []));
      start += done;
      if (start < stretch[1]) return start;
    }
    return lines.length;
  }

  return { ship, shipLines, counts: () => ({ ...counts }) };
}

/** A prediction as one line of the spool. */
export function toLine(prediction: Prediction | undefined): string {
  return JSON.stringify(prediction) ?? '';
}

function parseLine(line: string): Prediction | null {
  try {
    const parsed = predictionSchema.safeParse(JSON.parse(line));
    return parsed.success ? parsed.data : null;
  } catch {
    return null; // not JSON: reported by the caller
  }
}
