import { isUtf8 } from 'node:buffer';
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import type { LandNote } from './land-report';

export type TextEncoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252';

/** `plain`: UTF-8 without a quote, CR, zero byte or empty line, so that each line is one record for any reader. */
export type FoundEncoding = { encoding: TextEncoding; bom: number; plain: boolean };

/** Encoding of a text file: byte order marks first, then zero bytes of UTF-16, then whether all of it is UTF-8. */
export async function detectEncoding(path: string): Promise<FoundEncoding> {
  const plain = false;
  const head = await readHead(path, 4096);
  if (head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf) return { encoding: 'utf-8', bom: 3, plain };
  if (head[0] === 0xff && head[1] === 0xfe) return { encoding: 'utf-16le', bom: 2, plain };
  if (head[0] === 0xfe && head[1] === 0xff) return { encoding: 'utf-16be', bom: 2, plain };
  const wide = wideEncoding(head);
  if (wide !== null) return { encoding: wide, bom: 0, plain };
  const bytes = await scanBytes(path);
  return { encoding: bytes.isUtf8 ? 'utf-8' : 'windows-1252', bom: 0, plain: bytes.isUtf8 && bytes.plain };
}

/** First bytes of a file. */
export async function readHead(path: string, bytes: number): Promise<Buffer> {
  const file = await open(path, 'r');
  try {
    const buffer = Buffer.alloc(bytes);
    let filled = 0;
    while (filled < bytes) {
      const { bytesRead } = await file.read(buffer, filled, bytes - filled, filled);
      if (bytesRead === 0) break;
      filled += bytesRead;
    }
    return buffer.subarray(0, filled);
  } finally {
    await file.close();
  }
}

/**
 * UTF-16 without a byte order mark: zero bytes on one side of the pairs only. Latin letters have one each; in other
 * scripts only delimiters, digits and line ends do.
 */
function wideEncoding(head: Buffer): 'utf-16le' | 'utf-16be' | null {
  const zeros = countZeros(head);
  const enough = Math.max(2, head.length / 64);
  if (zeros.odd >= enough && zeros.even < zeros.odd / 16) return 'utf-16le';
  return zeros.even >= enough && zeros.odd < zeros.even / 16 ? 'utf-16be' : null;
}

function countZeros(head: Buffer): { even: number; odd: number } {
  let even = 0;
  let odd = 0;
  for (let at = 0; at < head.length; at++) if (head[at] === 0) at % 2 === 0 ? even++ : odd++;
  return { even, odd };
}

/** One pass over all bytes. */
async function scanBytes(path: string): Promise<{ isUtf8: boolean; plain: boolean }> {
  let carry = Buffer.alloc(0);
  let plain = true;
  let last = lf; // an empty first line is an empty line
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) {
    const read = chunk as Buffer; // no encoding set: chunks are buffers
    plain &&= isPlain(read) && !(last === lf && read[0] === lf);
    last = read.at(-1) ?? last;
    const bytes = carry.length === 0 ? read : Buffer.concat([carry, read]);
    const whole = wholeCharacters(bytes);
    if (!isUtf8(bytes.subarray(0, whole))) return { isUtf8: false, plain: false };
    carry = Buffer.from(bytes.subarray(whole));
    if (carry.length > 3) return { isUtf8: false, plain: false };
  }
  return { isUtf8: carry.length === 0, plain };
}

const lf = 0x0a;

function isPlain(bytes: Buffer): boolean {
  return !bytes.includes(0x22) && !bytes.includes(0x0d) && !bytes.includes(0) && !bytes.includes('\n\n');
}

/** Length without a character that is cut at the end. */
export function wholeCharacters(bytes: Buffer): number {
  for (let back = 1; back <= Math.min(4, bytes.length); back++) {
    const byte = bytes[bytes.length - back]!;
    if (byte < 0x80) return bytes.length;
    if (byte >= 0xc0) {
      const size = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
      return back < size ? bytes.length - back : bytes.length;
    }
  }
  return bytes.length;
}

/** The file as chunks of valid UTF-8 without byte order mark. */
export async function* utf8Chunks(
  path: string,
  found: { encoding: TextEncoding; bom: number },
): AsyncGenerator<Buffer> {
  const source = createReadStream(path, { start: found.bom, highWaterMark: 1 << 20 });
  if (found.encoding === 'utf-8') {
    for await (const chunk of source) yield chunk as Buffer; // no encoding set: chunks are buffers
    return;
  }
  const decoder = new TextDecoder(found.encoding);
  for await (const chunk of source) yield Buffer.from(decoder.decode(chunk as Buffer, { stream: true }), 'utf8');
  const rest = decoder.decode();
  if (rest !== '') yield Buffer.from(rest, 'utf8');
}

export function encodingNotes(found: { encoding: TextEncoding; bom: number }): LandNote[] {
  switch (found.encoding) {
    case 'utf-8':
      return [];
    case 'windows-1252':
      return [
        {
          code: 'encoding-guessed',
          message:
            'The file is not valid UTF-8; it was read as Windows-1252. If letters with accents look wrong, save it as UTF-8 and upload it again.',
        },
      ];
    case 'utf-16le':
    case 'utf-16be':
      return [{ code: 'encoding', message: `The file was read as ${found.encoding.toUpperCase()}.` }];
  }
}
