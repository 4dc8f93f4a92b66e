// Lines as bytes, each with its end: what is only passed on need not become text, and the ends are found far faster.

const lineEnd = 10;

/** Whole lines of what was read; a torn last line is left out. */
export function wholeLines(bytes: Buffer): Buffer {
  return bytes.subarray(0, bytes.lastIndexOf(lineEnd) + 1);
}

/** Lines as text; empty ones are left out. */
export function linesOf(bytes: Buffer): string[] {
  return bytes
    .toString('utf8')
    .split('\n')
    .filter((line) => line !== '');
}

export function countLines(bytes: Buffer): number {
  let count = 0;
  for (let at = bytes.indexOf(lineEnd); at >= 0; at = bytes.indexOf(lineEnd, at + 1)) count += 1;
  return count;
}

/** Whole lines one by one, each with its end. */
export function* eachLine(bytes: Buffer): Generator<Buffer> {
  let start = 0;
  for (let at = bytes.indexOf(lineEnd); at >= 0; at = bytes.indexOf(lineEnd, start)) {
    yield bytes.subarray(start, at + 1);
    start = at + 1;
  }
}

/** Where the line in the middle ends; the end of all where there is one line alone. */
export function lineMiddle(bytes: Buffer): number {
  const half = bytes.byteLength >> 1;
  const before = bytes.lastIndexOf(lineEnd, half - 1) + 1;
  return before > 0 ? before : bytes.indexOf(lineEnd, half) + 1;
}

/** The first lines: so many lines and bytes at most, one line at least. */
export function firstBatch(bytes: Buffer, most: { lines: number; bytes: number }): Buffer {
  let end = 0;
  for (let lines = 0; lines < most.lines && end < bytes.byteLength; lines += 1) {
    const next = bytes.indexOf(lineEnd, end) + 1 || bytes.byteLength; // a torn last line is taken whole
    if (next > most.bytes && end > 0) break;
    end = next;
  }
  return bytes.subarray(0, end);
}
