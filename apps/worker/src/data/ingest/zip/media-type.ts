import { isUtf8 } from 'node:buffer';
import { extname } from 'node:path';

const signatures: readonly [string, string][] = [
  ['\x89PNG\r\n\x1a\n', 'image/png'],
  ['\xff\xd8\xff', 'image/jpeg'],
  ['GIF87a', 'image/gif'],
  ['GIF89a', 'image/gif'],
  ['BM', 'image/bmp'],
  ['II*\0', 'image/tiff'],
  ['MM\0*', 'image/tiff'],
  ['%PDF-', 'application/pdf'],
  ['PAR1', 'application/vnd.apache.parquet'],
];

const endings: Partial<Record<string, string>> = {
  '.txt': 'text/plain',
  '.md': 'text/markdown',
  '.csv': 'text/csv',
  '.tsv': 'text/tab-separated-values',
  '.json': 'application/json',
  '.xml': 'application/xml',
  '.html': 'text/html',
  '.htm': 'text/html',
  '.svg': 'image/svg+xml',
};

/** Endings of the kinds that have a signature, to tell names that lie. */
const promised: Partial<Record<string, string>> = {
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.jpeg': 'image/jpeg',
  '.gif': 'image/gif',
  '.bmp': 'image/bmp',
  '.tif': 'image/tiff',
  '.tiff': 'image/tiff',
  '.webp': 'image/webp',
  '.pdf': 'application/pdf',
};

/** Media type of a file: what its first bytes say, else its ending, else whether it is text. */
export function mediaTypeOf(name: string, content: Buffer): { mediaType: string; lies: boolean } {
  const ending = extname(name).toLowerCase();
  const seen =
    sniff(content) ?? (isUtf8(content) && !content.includes(0) ? (endings[ending] ?? 'text/plain') : unknown);
  return { mediaType: seen, lies: promised[ending] !== undefined && promised[ending] !== seen };
}

const unknown = 'application/octet-stream';

function sniff(content: Buffer): string | null {
  const head = content.toString('latin1', 0, 16);
  if (head.startsWith('RIFF') && head.slice(8, 12) === 'WEBP') return 'image/webp';
  // "BM" also starts words: a bitmap says its own size next.
  if (head.startsWith('BM') && !(content.length >= 14 && content.readUInt32LE(2) === content.length)) return null;
  return signatures.find(([start]) => head.startsWith(start))?.[1] ?? null;
}
