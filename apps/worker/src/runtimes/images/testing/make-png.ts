import { crc32, deflateSync } from 'node:zlib';

/** What a PNG made for a test says and holds; its lines need not fit it. */
export type MadePng = {
  width: number;
  height: number;
  depth: number;
  colour: number;
  interlace?: number;
  /** Lines as they lie in the data, each behind the byte of its filter. */
  lines: number[][];
  palette?: number[];
  transparent?: number[];
};

function chunk(name: string, body: Uint8Array | number[]): Buffer {
  const named = Buffer.concat([Buffer.from(name, 'latin1'), Buffer.from(body)]);
  const out = Buffer.alloc(named.length + 8);
  out.writeUInt32BE(named.length - 4, 0);
  named.copy(out, 4);
  out.writeUInt32BE(crc32(named), named.length + 4);
  return out;
}

/** A PNG file, chunk by chunk. */
export function makePng({ width, height, depth, colour, interlace = 0, lines, palette, transparent }: MadePng): Buffer {
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([depth, colour, 0, 0, interlace], 8);
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', head),
    ...(palette === undefined ? [] : [chunk('PLTE', palette)]),
    ...(transparent === undefined ? [] : [chunk('tRNS', transparent)]),
    chunk('IDAT', deflateSync(Buffer.from(lines.flat()))),
    chunk('IEND', []),
  ]);
}

/** A grey image of 8 bits from its pixels, 0 to 255, line after line. */
export function greyPng(width: number, pixels: readonly number[]): Buffer {
  const height = pixels.length / width;
  const lines = Array.from({ length: height }, (_, line) => [0, ...pixels.slice(line * width, (line + 1) * width)]);
  return makePng({ width, height, depth: 8, colour: 0, lines });
}
