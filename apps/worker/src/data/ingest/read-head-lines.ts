import { firstLines } from './normalise-csv';
import { utf8Chunks } from './text-encoding';

/** What the first lines of a plain UTF-8 file are: the bytes that show its shape, and the wanted number of lines. */
export type HeadLines = { first: Buffer; whole: boolean; lines: string[] };

/** Lines this many bytes long in sum are no sample any more. */
const mostBytes = 16 * 2 ** 20;

/** Reads up to `count` lines that end in LF; null when they are too long to hold. */
export async function readHeadLines(path: string, count: number): Promise<HeadLines | null> {
  const source = utf8Chunks(path, { encoding: 'utf-8', bom: 0 });
  try {
    const { bytes: first, last: whole } = await firstLines(source);
    const parts = [first];
    let size = first.length;
    let ends = countEnds(first, count);
    while (ends < count) {
      const next = await source.next();
      if (next.done === true) break;
      parts.push(next.value);
      size += next.value.length;
      if (size > mostBytes) return null;
      ends += countEnds(next.value, count - ends);
    }
    return { first, whole, lines: cutLines(Buffer.concat(parts, size), count) };
  } finally {
    await source.return(undefined);
  }
}

function countEnds(bytes: Buffer, most: number): number {
  let ends = 0;
  for (let at = bytes.indexOf(0x0a); at >= 0 && ends < most; at = bytes.indexOf(0x0a, at + 1)) ends++;
  return ends;
}

function cutLines(bytes: Buffer, count: number): string[] {
  const lines: string[] = [];
  let from = 0;
  while (lines.length < count && from < bytes.length) {
    const end = bytes.indexOf(0x0a, from);
    const to = end < 0 ? bytes.length : end;
    lines.push(bytes.toString('utf8', from, to));
    from = to + 1;
  }
  return lines;
}
