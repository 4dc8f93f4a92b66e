import { rm, stat } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { uniqueNames } from './column-names';
import { landCleanCsv } from './land-clean-csv';
import type { LandNote, LandReport } from './land-report';
import { landSimpleCsv } from './land-simple-csv';
import { landTexts } from './land-texts';
import type { Landed, LandOptions } from './landed';
import { normaliseCsv } from './normalise-csv';
import { normalisedLimit } from './normalised-limit';
import { normaliseJson } from './read-json';
import { normaliseNdjson } from './read-ndjson';
import { refuseFile } from './refuse-file';
import { detectEncoding, encodingNotes, utf8Chunks } from './text-encoding';

export type TextFormat = 'csv' | 'tsv' | 'json' | 'ndjson';

/** Reads a text file: its encoding, its records, then the types of its columns. */
export async function landTextFile(options: LandOptions, format: TextFormat): Promise<Landed> {
  const table = join(options.folder, 'table.parquet');
  const simple = await landIfClean(options, { format, table, way: landSimpleCsv });
  if (simple !== null) return simple;
  const encoding = await detectEncoding(options.path);
  const { size } = await stat(options.path);
  const limit = normalisedLimit(size, 'text');
  const text = join(options.folder, 'normalised.csv');
  const clean = encoding.plain ? await landIfClean(options, { format, table, way: landCleanCsv }) : null;
  if (clean !== null) return clean;
  const chunks = utf8Chunks(options.path, encoding);
  try {
    const normalised = await normalise(format, { chunks, text, limit, options });
    const [firstReject] = normalised.rejects.lines;
    if (normalised.rows === 0 && normalised.header === null && firstReject !== undefined) {
      throw noRows(options.name, firstReject.message);
    }
    const isNamed = normalised.header?.some((name) => uniqueNames([name]).notes[0]?.code !== 'unnamed-column') === true;
    if (normalised.width === 0 || (normalised.rows === 0 && !isNamed)) throw emptyFile(options.name);
    const asText = options.asText === undefined ? {} : { asText: options.asText };
    const landed = await landTexts({ session: options.session, text, table, normalised, ...asText, log: options.log });
    const report: LandReport = {
      v: 1,
      format,
      encoding: encoding.encoding,
      ...(format === 'csv' || format === 'tsv' ? { delimiter: normalised.delimiter } : {}),
      header: normalised.header !== null,
      rows: landed.meta.rows,
      rejectedCount: normalised.rejects.count,
      rejected: normalised.rejects.lines,
      badCellCount: landed.bad.count,
      badCells: landed.bad.cells,
      notes: [...endingNotes(options.name, format), ...encodingNotes(encoding), ...normalised.notes, ...landed.notes],
    };
    return { table, meta: landed.meta, report };
  } finally {
    await rm(text, { force: true });
  }
}

async function landIfClean(
  options: LandOptions,
  given: { format: TextFormat; table: string; way: typeof landSimpleCsv },
): Promise<Landed | null> {
  const { format, table, way } = given;
  if (options.exact === true || (format !== 'csv' && format !== 'tsv')) return null;
  const landed = await way(options, { table, tabs: format === 'tsv' });
  if (landed === null) return null;
  const { meta, notes, delimiter, header } = landed;
  const none = { rejectedCount: 0, rejected: [], badCellCount: 0, badCells: [] };
  return {
    table,
    meta,
    report: { v: 1, format, encoding: 'utf-8', delimiter, header, rows: meta.rows, ...none, notes },
  };
}

function normalise(
  format: TextFormat,
  given: { chunks: AsyncIterable<Buffer>; text: string; limit: number; options: LandOptions },
) {
  const { chunks, text, limit, options } = given;
  const { delimiter, header, signal, name } = options;
  const wanted = {
    name,
    ...(delimiter === undefined ? {} : { delimiter }),
    ...(header === undefined ? {} : { header }),
    ...(signal === undefined ? {} : { signal }),
  };
  switch (format) {
    case 'csv':
      return normaliseCsv(chunks, text, wanted);
    case 'tsv':
      return normaliseCsv(chunks, text, { ...wanted, tabs: true });
    case 'json':
      return normaliseJson(chunks, text, { path: options.path, name, limit });
    case 'ndjson':
      return normaliseNdjson(chunks, text, { name, limit });
  }
}

/** A name that says one thing where the bytes say another. */
function endingNotes(name: string, format: TextFormat): LandNote[] {
  const ending = extname(name).toLowerCase();
  const isLie = (format === 'json' || format === 'ndjson') && ['.csv', '.tsv', '.tab', '.txt'].includes(ending);
  if (!isLie) return [];
  return [{ code: 'lying-ending', message: `The file ends in ${ending} and holds JSON; it was read as JSON.` }];
}

function noRows(name: string, message: string) {
  return refuseFile({
    code: 'no-rows',
    name,
    seen: `no line that can be read; the first says: ${message}`,
    expected: 'lines with cells',
    next: 'Correct the file and upload it again.',
  });
}

export function emptyFile(name: string) {
  return refuseFile({
    code: 'empty-file',
    name,
    seen: 'a file without a single row or column name',
    expected: 'a table',
    next: 'Check that the export wrote the file completely, then upload it again.',
  });
}
