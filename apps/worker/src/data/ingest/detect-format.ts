import { extname } from 'node:path';
import type { FileFormat } from './land-report';
import { refuseFile } from './refuse-file';
import { readHead } from './text-encoding';

/** What a file is from outside: a format, or a wrapping that must be opened first. */
export type FileKind = FileFormat | 'gzip' | 'zip';

/** Kind from the first bytes, then from the name. Refuses what is certainly no table. */
export async function detectFormat(path: string, name: string): Promise<FileKind> {
  const head = await readHead(path, 4096);
  const binary = binaryKind(head);
  if (binary !== null) return binary;
  const foreign = foreignKind(head);
  if (foreign !== null) throw notATable(name, foreign);
  const ending = extname(name).toLowerCase();
  const lie = promised[ending];
  if (lie !== undefined && head.length > 0) throw notATable(name, `a file that ends in ${ending} and is not ${lie}`);
  return textFormat(head.toString('utf8'), ending);
}

export async function isGzip(path: string): Promise<boolean> {
  return binaryKind(await readHead(path, 16)) === 'gzip';
}

/** What a text is: `{` and `[` open JSON, which no table in a text file starts with, then the ending decides. */
function textFormat(head: string, ending: string): FileFormat {
  const start = head.replace(/^\ufeff/, '').trimStart();
  if (ending === '.ndjson' || ending === '.jsonl') return 'ndjson';
  if (/^\[\s*(\{\s*["}]|\])/.test(start) || /^\{\s*("(?:[^"\\]|\\.)*"\s*:|\}\s*$)/.test(start)) {
    return /^\{[^\n]*\}\s*\n\s*\{/.test(start) ? 'ndjson' : 'json';
  }
  if (ending === '.json') return 'json';
  return ending === '.tsv' || ending === '.tab' ? 'tsv' : 'csv';
}

const kinds: readonly [string, FileKind][] = [
  ['PAR1', 'parquet'],
  ['ARROW1', 'arrow'],
  ['PK\x03\x04', 'zip'],
  ['PK\x05\x06', 'zip'],
  ['\x1f\x8b', 'gzip'],
];

function binaryKind(head: Buffer): FileKind | null {
  const text = head.toString('latin1', 0, 16);
  const found = kinds.find(([start]) => text.startsWith(start));
  if (found !== undefined) return found[1];
  return isArrowStream(head) ? 'arrow' : null;
}

/** An Arrow stream has no signature: it starts with a continuation mark and the size of the schema, a few kilobytes. */
function isArrowStream(head: Buffer): boolean {
  if (head.length < 8 || head.readUInt32LE(0) !== 0xffffffff) return false;
  const size = head.readInt32LE(4);
  return size > 0 && size < 2 ** 26;
}

const foreign: readonly [string, string][] = [
  ['%PDF', 'a PDF document'],
  ['\x28\xb5\x2f\xfd', 'a zstd archive'],
  ['BZh', 'a bzip2 archive'],
  ['\xfd7zXZ', 'an xz archive'],
  ['7z\xbc\xaf', 'a 7z archive'],
  ['Rar!', 'a RAR archive'],
  ['\x89PNG', 'a picture'],
  ['\xff\xd8\xff', 'a picture'],
  ['GIF8', 'a picture'],
  ['\xd0\xcf\x11\xe0', 'an old Excel workbook (.xls), or one with a password'],
  ['SQLite format 3', 'a SQLite database'],
  ['FEA1', 'a Feather file of version 1'],
  ['Obj\x01', 'an Avro file'],
  ['ORC', 'an ORC file'],
];

function foreignKind(head: Buffer): string | null {
  const text = head.toString('latin1');
  const found = foreign.find(([start]) => text.startsWith(start));
  if (found !== undefined && !(found[0] === 'ORC' && /^ORC[\w ,;\t]/.test(text))) return found[1];
  if (text.slice(257, 262) === 'ustar') return 'a tar archive';
  return /^\s*(<!doctype html|<html|<table)/i.test(text) ? 'a web page' : null;
}

/** Endings whose files start with a signature: without it the ending lies. */
const promised: Partial<Record<string, string>> = {
  '.parquet': 'a Parquet file',
  '.xlsx': 'an Excel workbook',
  '.zip': 'a zip archive',
  '.gz': 'a gzip file',
  '.arrow': 'an Arrow file',
  '.arrows': 'an Arrow stream',
  '.feather': 'an Arrow file',
};

/** What an upload can be, as a message names it. */
export const acceptedFormats =
  'CSV, TSV, JSON, NDJSON, Parquet, Arrow or Excel (.xlsx), as it is or packed as .gz or .zip';

function notATable(name: string, seen: string) {
  const isDocument = /picture|PDF/.test(seen);
  return refuseFile({
    code: 'unsupported-format',
    name,
    seen,
    expected: acceptedFormats,
    next: isDocument
      ? 'Put pictures, texts or PDF files into a .zip to upload them as a table of files.'
      : 'Export the table in one of these formats and upload it again.',
  });
}
