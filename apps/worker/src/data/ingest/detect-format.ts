import { extname } from 'node:path';
import { PipelineError } from '@millrace/pipeline-core/errors';
import type { FileFormat } from './land-report';
import { readHead } from './text-encoding';

/** Format from the first bytes, then from the name. Refuses what is certainly no table. */
export async function detectFormat(path: string, name: string): Promise<FileFormat> {
  const head = await readHead(path, 4096);
  if (head.subarray(0, 4).toString('latin1') === 'PAR1') return 'parquet';
  const binary = binaryKind(head);
  if (binary !== null) throw notATable(name, binary);
  const ending = extname(name).toLowerCase();
  if (ending === '.parquet') throw notATable(name, 'a file that ends in .parquet and is not one');
  const start = head
    .toString('utf8')
    .replace(/^\ufeff/, '')
    .trimStart();
  if (ending === '.ndjson' || ending === '.jsonl') return 'ndjson';
  if (ending === '.tsv' || ending === '.tab') return 'tsv';
  if (ending === '.csv') return 'csv';
  if (start.startsWith('[') && /^\[\s*(\{|\])/.test(start)) return 'json';
  if (start.startsWith('{')) return /^\{[^\n]*\}\s*\n\s*\{/.test(start) ? 'ndjson' : 'json';
  return 'csv';
}

const signatures: readonly [string, string][] = [
  ['PK\x03\x04', 'a zip archive or an Excel workbook'],
  ['%PDF', 'a PDF document'],
  ['\x1f\x8b', 'a gzip archive'],
  ['\x28\xb5\x2f\xfd', 'a zstd archive'],
  ['\x89PNG', 'a picture'],
  ['\xff\xd8\xff', 'a picture'],
  ['\xd0\xcf\x11\xe0', 'an old Excel workbook'],
  ['SQLite format 3', 'a SQLite database'],
  ['ARROW1', 'an Arrow file'],
];

function binaryKind(head: Buffer): string | null {
  const text = head.toString('latin1');
  return signatures.find(([start]) => text.startsWith(start))?.[1] ?? null;
}

function notATable(name: string, seen: string): PipelineError {
  return new PipelineError({
    code: 'unsupported-format',
    family: 'pipeline',
    place: `Upload › ${name}`,
    seen,
    expected: 'CSV, TSV, JSON, NDJSON or Parquet',
    next: 'Export the table in one of these formats and upload it again.',
  });
}
