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

export type Shipper = {
  /** Brings predictions into the database. False: it is away (or what it refused cannot be put aside), try again later. */
  ship(predictions: readonly Prediction[]): Promise<boolean>;
  /** The same for lines of the spool. */
  shipLines(lines: readonly string[]): Promise<boolean>;
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

  async function shipBatch(batch: Prediction[]): Promise<boolean> {
    try {
      await insert(batch);
      counts.shipped += batch.length;
      return true;
    } catch (error) {
      if (!(await available())) return false;
      const [only] = batch;
      if (batch.length > 1) {
        // Halve until the row that the database refuses is alone.
        const middle = Math.ceil(batch.length / 2);
        return (await shipBatch(batch.slice(0, middle))) && (await shipBatch(batch.slice(middle)));
      }
      return refuse([toLine(only)], { prediction: only?.id, error: messageOf(error) });
    }
  }

  async function ship(predictions: readonly Prediction[]): Promise<boolean> {
    for (let start = 0; start < predictions.length; start += batchSize) {
      if (!(await shipBatch(predictions.slice(start, start + batchSize)))) return false;
    }
    return true;
  }

  return {
    ship,
    async shipLines(lines) {
      const read = lines.map((line) => ({ line, prediction: parseLine(line) }));
      const odd = read.filter(({ prediction }) => prediction === null).map(({ line }) => line);
      // Rows first: while the database is away the round is repeated, and nothing may be put aside twice.
      if (!(await ship(read.flatMap(({ prediction }) => prediction ?? [])))) return false;
      return odd.length === 0 || refuse(odd, { error: 'not a prediction', first: odd[0]?.slice(0, 200) });
    },
    counts: () => ({ ...counts }),
  };
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
