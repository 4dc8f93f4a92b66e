import { rm } from 'node:fs/promises';
import { addRowNumbers } from '../parquet/add-row-numbers';
import { writeParquet } from '../parquet-file';
import { quoteName, sqlTypeOf } from '../sql-text';
import { cellAutomaton, isSimpleReading } from './cell-automaton';
import { typeOfReading } from './cell-types';
import {
  type CleanCsv,
  type CleanShape,
  type CleanWritten,
  cleanRelation,
  describeClean,
  readCleanShape,
} from './clean-csv-shape';
import type { LandOptions } from './landed';
import { scanCells } from './scan-cells';
import { readHead } from './text-encoding';

/**
 * The quickest way, for a file that a program wrote plainly: DuckDB reads and casts it in one parallel pass, while an
 * automaton looks at every byte of it (cell-automaton.ts) and stops that as soon as one could be read in two ways. Then
 * the rows get their numbers. Null leaves the file to the ways that look closer; all give the same table and report.
 */
export async function landSimpleCsv(
  options: LandOptions,
  given: { table: string; tabs: boolean },
): Promise<CleanCsv | null> {
  if (await hasByteOrderMark(options.path)) return null;
  const found = await readCleanShape(options, given);
  if (found === null || !found.columns.every(({ reading }) => isSimpleReading(reading))) return null;
  const written = await writeWhileScanning(options, { found, table: given.table });
  const clean = written === null ? null : describeClean(written, found);
  if (clean === null) await rm(given.table, { force: true });
  else await addRowNumbers(given.table);
  return clean;
}

async function writeWhileScanning(
  options: LandOptions,
  { found, table }: { found: CleanShape; table: string },
): Promise<CleanWritten | null> {
  const { session, path, signal } = options;
  const automaton = cellAutomaton({
    readings: found.columns.map(({ reading }) => reading),
    delimiter: found.delimiter.charCodeAt(0),
    header: found.shape.header !== null,
  });
  // Most files that are not plain show it soon: then nothing has to be stopped.
  if (!(await scanCells(path, automaton, { first: true }))) return null;
  const ended = new AbortController();
  const connection = await session.connection();
  const writing = writeCells(options, { found, table }).then(
    (written) => written,
    () => {
      ended.abort(); // a line or a cell that does not fit: nothing is left to look at
      return null;
    },
  );
  const signals = signal === undefined ? ended.signal : AbortSignal.any([signal, ended.signal]);
  const isSimple = await scanCells(path, automaton, { signal: signals }).catch(() => false); // whoever looks closer says why
  if (!isSimple) connection.interrupt();
  const written = await writing;
  signal?.throwIfAborted();
  return isSimple ? written : null;
}

async function writeCells(
  { session, path }: LandOptions,
  { found, table }: { found: CleanShape; table: string },
): Promise<CleanWritten> {
  const { columns } = found;
  const types = columns.map(({ reading }) => sqlTypeOf({ type: typeOfReading[reading] }));
  const cells = columns.map(({ name }, at) => `c${at} AS ${quoteName(name)}`);
  const { rows, missing } = await writeParquet(session, {
    query: `SELECT ${cells.join(', ')} FROM ${cleanRelation(path, { ...found, types })}`,
    path: table,
    columns: columns.map(({ name }) => name),
  });
  return { rows, missing: columns.map(({ name }) => missing.get(name) ?? rows) };
}

async function hasByteOrderMark(path: string): Promise<boolean> {
  const head = await readHead(path, 3);
  return head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf;
}
