import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { quoteName, quoteNames, quoteText, quoteTexts } from '../../data/sql-text';
import type { ExecutorJob } from '../executor';

/** Numbers that are held at a time, in bytes of doubles: the engine holds them some ten times over while it writes a file. */
const sliceBytes = 4 * 2 ** 20;

/** How many images of so many numbers are made at a time. */
export function sliceRows(numbers: number): number {
  return Math.min(2048, Math.max(1, Math.floor(sliceBytes / (8 * numbers))));
}

/** Number of a staged row; names that begin so are the platform's own, so none of the columns beside it has this one. */
const numberOfRow = '__slice_row';
const staged = quoteName('__files');

/**
 * A relation with images made of files, a slice of rows at a time, each in a file of its own: the engine calls a function for 2,048
 * rows at once, and so many images of 256 x 256 pixels take 1 GB, several times over. What reads the files again gets no more
 * rows at a time than a slice has. Call `done` when it has been read.
 */
export async function makeInSlices(
  job: Pick<ExecutorJob<unknown>, 'session' | 'folder' | 'progress'>,
  o: {
    /** What is read, with the columns `cells` and `files`. */
    relation: string;
    cells: readonly string[];
    files: string;
    /** SQL of the image of a row. */
    image: string;
    name: string;
    slice: number;
  },
): Promise<{ relation: string; done: () => void }> {
  const { session, folder } = job;
  const read = [...new Set([...o.cells, o.files])];
  // It is written to disk where memory does not hold it.
  await session.run(
    `CREATE TEMP TABLE ${staged} AS SELECT row_number() OVER () - 1 AS ${numberOfRow}, ${quoteNames(read)} FROM ${o.relation}`,
  );
  const { rows } = await session.numbers(`SELECT count(*) AS rows FROM ${staged}`);
  const total = rows ?? 0;
  const parts: string[] = [];
  const done = () => {
    for (const part of parts) rmSync(part, { force: true });
  };
  try {
    // One file even where there is no row: it says which columns there are.
    for (let from = 0; from === 0 || from < total; from += o.slice) {
      const part = join(folder, `slice-${parts.length}.parquet`);
      const query = `SELECT ${quoteNames(o.cells)}, ${o.image} AS ${quoteName(o.name)} FROM ${staged}
        WHERE ${numberOfRow} >= ${from} AND ${numberOfRow} < ${from + o.slice}`;
      parts.push(part);
      await session.run(`COPY (${query}) TO ${quoteText(part)} (FORMAT parquet, COMPRESSION zstd)`);
      job.progress({ done: Math.min(total, from + o.slice), total, label: 'images' });
    }
  } catch (error) {
    done();
    throw error;
  } finally {
    await session.run(`DROP TABLE ${staged}`);
  }
  return { relation: `read_parquet(${quoteTexts(parts)})`, done };
}
