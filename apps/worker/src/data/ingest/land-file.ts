import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { PipelineError } from '@millrace/pipeline-core/errors';
import { detectFormat } from './detect-format';
import { landParquet } from './land-parquet';
import type { FileFormat, LandReport } from './land-report';
import { landTexts } from './land-texts';
import type { Landed, LandOptions } from './landed';
import { normaliseCsv } from './normalise-csv';
import { normaliseJson, normaliseNdjson } from './read-json';
import { detectEncoding, encodingNotes, utf8Chunks } from './text-encoding';

/**
 * Reads a raw file into a typed table. Nothing is dropped silently: lines that do not fit, cells that do not fit and
 * every guess are in the report. Throws a PipelineError when there is no table in the file at all.
 */
export async function landFile(options: LandOptions): Promise<Landed> {
  const format = options.format ?? (await detectFormat(options.path, options.name));
  const table = join(options.folder, 'table.parquet');
  if (format === 'parquet') return landParquet({ ...options, table });
  const encoding = await detectEncoding(options.path);
  const chunks = utf8Chunks(options.path, encoding);
  const text = join(options.folder, 'normalised.csv');
  try {
    const normalised = await normalise(format, chunks, text, options);
    if (normalised.width === 0 || (normalised.header === null && normalised.rows === 0)) throw emptyFile(options.name);
    const landed = await landTexts({ session: options.session, text, table, normalised });
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
      notes: [...encodingNotes(encoding), ...normalised.notes, ...landed.notes],
    };
    return { table, meta: landed.meta, report };
  } finally {
    await rm(text, { force: true });
  }
}

function normalise(
  format: Exclude<FileFormat, 'parquet'>,
  chunks: AsyncIterable<Buffer>,
  text: string,
  options: LandOptions,
) {
  const { delimiter, header, signal } = options;
  const given = {
    ...(delimiter === undefined ? {} : { delimiter }),
    ...(header === undefined ? {} : { header }),
    ...(signal === undefined ? {} : { signal }),
  };
  switch (format) {
    case 'csv':
      return normaliseCsv(chunks, text, given);
    case 'tsv':
      return normaliseCsv(chunks, text, { delimiter: '\t', ...given });
    case 'json':
      return normaliseJson(chunks, options.path, text);
    case 'ndjson':
      return normaliseNdjson(chunks, text);
  }
}

function emptyFile(name: string): PipelineError {
  return new PipelineError({
    code: 'empty-file',
    family: 'pipeline',
    place: `Upload › ${name}`,
    seen: 'a file without a single row or column name',
    expected: 'a table',
    next: 'Check that the export wrote the file completely, then upload it again.',
  });
}
