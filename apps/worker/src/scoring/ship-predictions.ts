import { type Prediction, predictionSchema } from '@millrace/pipeline-core/release';
import type { Logger } from '../logger';
import { messageOf } from './message-of';
import type { Spool } from './spool';

export type ShipOptions = {
  spool: Pick<Spool, 'putAside'>;
  /** Writes predictions, given as JSON text, by id; a second time changes nothing. */
  insert: (lines: readonly string[]) => Promise<unknown>;
  /** Whether the database answers at all: tells an outage from a row it refuses. */
  available: () => Promise<boolean>;
  logger: Logger;
};

export type Shipper = {
  /**
   * Answers how many of these lines are done, from the first on: in the database, or put aside. Fewer than all: the
   * database is away, or what it refused cannot be put aside; go on from there later. `read`: they are read before, since
   * it was not this process that wrote them.
   */
  ship(lines: readonly string[], options: { read: boolean }): Promise<number>;
  counts(): { shipped: number; refused: number };
};

const mostLines = 1_000;
/** Letters, of one line at least. */
const mostLetters = 2 ** 22;

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

  async function refuseOdd(lines: readonly string[]): Promise<number> {
    const facts = { error: 'not a prediction', first: lines[0]?.slice(0, 200) };
    return (await refuse(lines, facts)) ? lines.length : 0;
  }

  async function insertAll(batch: readonly string[]): Promise<number> {
    try {
      await insert(batch);
      counts.shipped += batch.length;
      return batch.length;
    } catch (error) {
      if (!(await available())) return 0;
      const [only = ''] = batch;
      if (batch.length === 1) return (await refuse(batch, { ...nameOf(only), error: messageOf(error) })) ? 1 : 0;
      // Halve until the row that the database refuses is alone.
      const middle = Math.ceil(batch.length / 2);
      const done = await insertAll(batch.slice(0, middle));
      return done < middle ? done : middle + (await insertAll(batch.slice(middle)));
    }
  }

  /** In the order of the lines, so that nothing is done twice when the rest has to wait. */
  async function insertRead(batch: readonly string[]): Promise<number> {
    // Written anew by our rules: the database reads those, and keeps other people's `1.0` and escapes as another text.
    const read = batch.map((line) => readLine(line));
    const odd = read.map((prediction) => prediction === null);
    const lines = read.map((prediction, at) => (prediction === null ? (batch[at] ?? '') : toLine(prediction)));
    for (let start = 0; start < batch.length; ) {
      const next = odd.findIndex((one, at) => at > start && one !== odd[start]);
      const stretch = lines.slice(start, next === -1 ? lines.length : next);
      const done = await (odd[start] === true ? refuseOdd(stretch) : insertAll(stretch));
      start += done;
      if (done < stretch.length) return start;
    }
    return lines.length;
  }

  async function ship(lines: readonly string[], { read }: { read: boolean }): Promise<number> {
    for (let start = 0; start < lines.length; ) {
      const batch = lines.slice(start, endOfBatch(lines, start));
      const done = await (read ? insertRead(batch) : insertAll(batch));
      start += done;
      if (done < batch.length) return start;
    }
    return lines.length;
  }

  return { ship, counts: () => ({ ...counts }) };
}

function endOfBatch(lines: readonly string[], start: number): number {
  let letters = 0;
  let end = start;
  while (end < lines.length && end - start < mostLines) {
    letters += lines[end]?.length ?? 0;
    if (letters > mostLetters && end > start) break;
    end += 1;
  }
  return end;
}

/** A prediction as one line of the spool. */
export function toLine(prediction: Prediction): string {
  return JSON.stringify(prediction);
}

function readLine(line: string): Prediction | null {
  try {
    const parsed = predictionSchema.safeParse(JSON.parse(line));
    return parsed.success ? parsed.data : null;
  } catch {
    return null; // not JSON: reported by the caller
  }
}

/** What a log says of a line that the database refuses: its id, or its beginning where it is none. */
function nameOf(line: string): Record<string, unknown> {
  const prediction = readLine(line);
  return prediction === null ? { first: line.slice(0, 200) } : { prediction: prediction.id };
}
