import { type Prediction, predictionSchema } from '@millrace/pipeline-core/release';
import type { Logger } from '../../logger';
import { messageOf } from '../message-of';
import { countLines, eachLine, firstBatch, lineMiddle, linesOf } from './line-text';
import { longBatch, type ShipPace } from './ship-pace';
import type { Spool } from './spool';

export type ShipOptions = {
  spool: Pick<Spool, 'putAside'>;
  /** Writes predictions by id, given as lines of JSON; a second time changes nothing. */
  insert: (text: Buffer) => Promise<unknown>;
  /** Whether it is the rows that the database refuses with this error; after any other it is tried again. */
  isRefusal: (error: unknown) => boolean;
  pace: ShipPace;
  /** How many predictions wait on the disk. */
  behind: () => number;
  logger: Logger;
};

export type Shipper = {
  /**
   * Answers how many bytes of these lines are done, from the first on: in the database, or put aside. Fewer than all: the
   * database is away, or what it refused cannot be put aside; go on from there later. `read`: they are read before, since
   * it was not this process that wrote them. `hurried`: without rests, since memory has no room for more.
   */
  ship(text: Buffer, options: { read: boolean; hurried?: boolean }): Promise<number>;
  counts(): { shipped: number; refused: number };
};

/** Copies predictions to the database in batches. What cannot be shipped is put aside, so that it blocks nothing and nothing is lost. */
export function createShipper({ spool, insert, isRefusal, pace, behind, logger }: ShipOptions): Shipper {
  const counts = { shipped: 0, refused: 0 };

  async function refuse(text: Buffer, facts: Record<string, unknown>): Promise<number> {
    const lines = linesOf(text);
    try {
      await spool.putAside(lines);
    } catch (error) {
      logger.error({ error: messageOf(error) }, 'refused predictions cannot be put aside, trying again');
      return 0;
    }
    counts.refused += lines.length;
    logger.error({ ...facts, lines: lines.length }, 'predictions refused and put aside');
    return text.byteLength;
  }

  async function insertAll(batch: Buffer): Promise<number> {
    try {
      await insert(batch);
      counts.shipped += countLines(batch);
      return batch.byteLength;
    } catch (error) {
      if (!isRefusal(error)) {
        logger.warn({ error: messageOf(error) }, 'predictions could not be shipped, trying again');
        return 0;
      }
      const middle = lineMiddle(batch);
      if (middle === batch.byteLength)
        return refuse(batch, { ...nameOf(linesOf(batch)[0] ?? ''), error: messageOf(error) });
      // Halve until the row that the database refuses is alone.
      const done = await insertAll(batch.subarray(0, middle));
      return done < middle ? done : middle + (await insertAll(batch.subarray(middle)));
    }
  }

  /** In the order of the lines, so that nothing is done twice when the rest has to wait. */
  async function insertRead(batch: Buffer): Promise<number> {
    const lines = readLines(batch);
    let bytes = 0;
    for (let start = 0; start < lines.length; ) {
      const odd = lines[start]?.prediction === null;
      const next = lines.findIndex(({ prediction }, at) => at > start && (prediction === null) !== odd);
      const stretch = lines.slice(start, next === -1 ? lines.length : next);
      // Written anew by our rules: the database reads those, and keeps other people's `1.0` and escapes as another text.
      const text = toText(stretch.map(({ text, prediction }) => (prediction === null ? text : toLine(prediction))));
      const done = await (odd
        ? refuse(text, { error: 'not a prediction', first: stretch[0]?.text.slice(0, 200) })
        : insertAll(text));
      for (const line of stretch.slice(0, countLines(text.subarray(0, done)))) bytes += line.bytes;
      if (done < text.byteLength) return bytes;
      start += stretch.length;
    }
    return batch.byteLength;
  }

  async function ship(text: Buffer, { read, hurried }: { read: boolean; hurried?: boolean }): Promise<number> {
    let start = 0;
    while (start < text.byteLength) {
      const batch = firstBatch(text.subarray(start), hurried ? longBatch : pace.batch());
      const since = performance.now();
      const done = await (read ? insertRead(batch) : insertAll(batch));
      start += done;
      if (done < batch.byteLength) break;
      if (!hurried) await pace.rest(performance.now() - since, behind());
    }
    return start;
  }

  return { ship, counts: () => ({ ...counts }) };
}

/** A prediction as one line of the spool. */
export function toLine(prediction: Prediction): string {
  return JSON.stringify(prediction);
}

/** Lines as they are written down, each with its end. */
export function toText(lines: readonly string[]): Buffer {
  return Buffer.from(lines.length === 0 ? '' : `${lines.join('\n')}\n`, 'utf8');
}

/** A line with how many bytes it takes where it was read, those of empty ones before it included. */
type ReadLine = { bytes: number; text: string; prediction: Prediction | null };

function readLines(batch: Buffer): ReadLine[] {
  const lines: ReadLine[] = [];
  let empty = 0;
  for (const line of eachLine(batch)) {
    const text = line.toString('utf8', 0, line.byteLength - 1);
    if (text === '') {
      empty += line.byteLength;
      continue;
    }
    lines.push({ bytes: empty + line.byteLength, text, prediction: readLine(text) });
    empty = 0;
  }
  return lines;
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
