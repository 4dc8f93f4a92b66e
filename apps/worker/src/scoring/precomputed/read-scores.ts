import { rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { ArtifactHash } from '@millrace/pipeline-core/ids';
import { z } from 'zod';
import { hashFile } from '../../data/artifact-store';
import { openDuckSession } from '../../data/duckdb';
import { parquetRelation, quoteName } from '../../data/sql-text';
import { collectScores, type HeldScores, keyOf, type ScoreColumns } from './held-scores';
import { ScoresUnusable } from './scores-unusable';

const probability = 'probability_';
const columnSchema = z.object({ column_name: z.string(), column_type: z.string() });

/** Types of columns whose cells are the same text in a table and in a request. */
const keyTypes = new Set(['VARCHAR', 'BIGINT', 'INTEGER', 'BOOLEAN', 'DATE']);

/** What gathering scores adds to them; a column that was kept under such a name could be taken for one of an answer. */
const made = /^(prediction(_low|_high)?|recommendations|recommended_from|probability_.*)$/;

type ReadOptions = {
  path: string;
  /** What the file is by its hash. */
  table: ArtifactHash;
  /** For what the engine spills; it is gone afterwards. */
  folder: string;
  key: readonly string[];
  /** Columns of the table that are not of the answer. */
  keep: readonly string[];
  /** Whether an answer has the probability of each class. */
  needsClasses: boolean;
  mostBytes: number;
};

/**
 * Reads the answers of a table of scores (`executors/score/gather-scores.ts`) into memory, by the columns of a key. Throws
 * ScoresUnusable in words where they are no answers of a whole model, take more than `mostBytes`, or are not what was stored.
 */
export async function readScores(o: ReadOptions): Promise<HeldScores> {
  // Some damage reads as other scores: what was stored is told by its hash alone.
  const { hash } = await hashFile(o.path);
  if (hash !== o.table) throw new ScoresUnusable('damaged', damagedWords);
  try {
    return await readTable(o);
  } catch (error) {
    if (error instanceof z.ZodError) throw new ScoresUnusable('unfit', unfitCell(error), { cause: error });
    throw error;
  }
}

const damagedWords = 'the file of the batch is damaged, it is not what was stored: score the dataset again';

function unfitCell({ issues: [first] }: z.ZodError): string {
  return `a cell is no part of an answer: ${first?.message ?? 'it cannot be read'}`;
}

async function readTable(o: ReadOptions): Promise<HeldScores> {
  const session = openDuckSession({
    ...{ folder: o.folder, memoryMegabytes: 256, threads: 1, readOnlyFolders: [dirname(o.path)] },
  });
  try {
    const relation = parquetRelation(o.path);
    const columns = z.array(columnSchema).parse(await session.query(`DESCRIBE SELECT * FROM ${relation}`));
    const read = columnsOf(columns, o);
    const collector = collectScores(read.shape);
    for await (const chunk of session.stream(`SELECT ${read.cells.join(', ')} FROM ${relation}`)) {
      for (const row of chunk.getRows()) {
        const cells = rowSchema.parse(row);
        const key = keyOf(cells.slice(0, o.key.length));
        const [prediction, ...rest] = cells.slice(o.key.length);
        // A row without a key, or one that the model had no answer for, is one that the model is asked for.
        // Where one of its numbers is missing there was no answer, whatever class a threshold made of that.
        const isAnswer = prediction !== null && prediction !== undefined && !rest.includes(null);
        if (key === null || !isAnswer) continue;
        collector.add({ key, prediction, ...restOf(rest, read.shape) });
      }
      if (collector.bytes() > o.mostBytes) throw tooLarge(o.mostBytes);
    }
    return collector.done();
  } finally {
    session.close();
    await rm(o.folder, { recursive: true, force: true });
  }
}

const rowSchema = z.array(z.union([z.string(), z.number(), z.null()]));

type Read = { shape: ScoreColumns; cells: string[] };

function columnsOf(
  columns: readonly z.output<typeof columnSchema>[],
  o: { key: readonly string[]; keep: readonly string[]; needsClasses: boolean },
): Read {
  const clash = o.keep.find((name) => made.test(name));
  if (clash !== undefined)
    throw new ScoresUnusable('unfit', `a column that was kept is called ${clash}, as one of the answer is`);
  for (const name of o.key) {
    const type = columns.find((column) => column.column_name === name)?.column_type ?? 'absent';
    if (!keyTypes.has(type))
      throw new ScoresUnusable(
        'unfit',
        `the column ${name} is ${type}; a key is a text, a whole number, a date, or true and false`,
      );
  }
  const names = columns.map(({ column_name }) => column_name);
  const has = (name: string) => names.includes(name);
  const classes = names.filter((name) => name.startsWith(probability));
  if (o.needsClasses && classes.length === 0)
    throw new ScoresUnusable('unfit', 'the probabilities of the classes were left out when the batch was scored');
  const [hasInterval, isList] = [has('prediction_low'), has('recommendations')];
  return {
    shape: { classes: classes.map((name) => name.slice(probability.length)), hasInterval, isList },
    cells: [
      ...o.key.map((name) => `${quoteName(name)}::VARCHAR`),
      'prediction',
      ...classes.map(quoteName),
      ...(hasInterval ? ['prediction_low', 'prediction_high'] : []),
      ...(isList ? ['recommendations', 'recommended_from'] : []),
    ],
  };
}

function restOf(
  rest: readonly (string | number | null)[],
  { isList }: ScoreColumns,
): { numbers: number[]; list?: { items: string; from: string } } {
  if (!isList) return { numbers: rest.map((cell) => (typeof cell === 'number' ? cell : Number.NaN)) };
  const [items, from] = rest;
  return { numbers: [], list: { items: String(items), from: String(from) } };
}

function tooLarge(mostBytes: number): ScoresUnusable {
  const megabytes = Math.max(0, Math.floor(mostBytes / 2 ** 20));
  return new ScoresUnusable('no-room', `they take more than the ${megabytes} MB that are left for scores in memory`);
}
