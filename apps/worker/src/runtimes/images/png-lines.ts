import type { PngHead } from './png-chunks';

/** A part of an image whose lines follow each other in the data: the whole of it, or one of seven passes. */
export type PngPass = {
  left: number;
  top: number;
  acrossStep: number;
  downStep: number;
  width: number;
  height: number;
};

/** Adam7 (PNG, third edition, 8.1): where each pass begins, and how far apart its pixels lie. */
const adam7 = [
  [0, 0, 8, 8],
  [4, 0, 8, 8],
  [0, 4, 4, 8],
  [2, 0, 4, 4],
  [0, 2, 2, 4],
  [1, 0, 2, 2],
  [0, 1, 1, 2],
] as const;

/** The passes of an image that have pixels, in the order of the data. */
export function passesOf({ width, height, interlaced }: PngHead): PngPass[] {
  if (!interlaced) return [{ left: 0, top: 0, acrossStep: 1, downStep: 1, width, height }];
  return adam7
    .map(([left, top, acrossStep, downStep]) => ({
      ...{ left, top, acrossStep, downStep },
      width: Math.max(0, Math.ceil((width - left) / acrossStep)),
      height: Math.max(0, Math.ceil((height - top) / downStep)),
    }))
    .filter((pass) => pass.width > 0 && pass.height > 0);
}

/** Bytes of a line of so many pixels, without the byte that names its filter. */
export function lineBytes({ bitsPerPixel }: Pick<PngHead, 'bitsPerPixel'>, width: number): number {
  return Math.ceil((width * bitsPerPixel) / 8);
}

/** Bytes that all lines of an image have, filter bytes with them. */
export function dataBytes(head: PngHead): number {
  return passesOf(head).reduce((sum, { width, height }) => sum + height * (1 + lineBytes(head, width)), 0);
}

/**
 * Undoes the filters of the lines of a pass in place (PNG 9.2); `at` is where its first line begins. False where a line
 * names a filter that there is not.
 */
export function unfilter(data: Uint8Array, at: number, o: { head: PngHead; pass: PngPass }): boolean {
  const length = lineBytes(o.head, o.pass.width);
  const back = Math.max(1, o.head.bitsPerPixel / 8);
  for (let line = 0; line < o.pass.height; line++) {
    const from = at + line * (length + 1) + 1;
    const above = line === 0 ? -1 : from - length - 1;
    const filter = data[from - 1]!;
    if (filter > 4) return false;
    for (let i = 0; i < length; i++) {
      const left = i < back ? 0 : data[from + i - back]!;
      const up = above < 0 ? 0 : data[above + i]!;
      const corner = above < 0 || i < back ? 0 : data[above + i - back]!;
      data[from + i]! += predicted(filter, left, up, corner);
    }
  }
  return true;
}

function predicted(filter: number, left: number, up: number, corner: number): number {
  if (filter === 0) return 0;
  if (filter === 1) return left;
  if (filter === 2) return up;
  if (filter === 3) return (left + up) >> 1;
  const guess = left + up - corner;
  const [a, b, c] = [Math.abs(guess - left), Math.abs(guess - up), Math.abs(guess - corner)];
  if (a <= b && a <= c) return left;
  return b <= c ? up : corner;
}
