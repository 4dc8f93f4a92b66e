import { crc32 } from 'node:zlib';

export type PngHead = {
  width: number;
  height: number;
  /** Bits of a sample: 1, 2, 4, 8 or 16. */
  depth: number;
  /** 0 grey, 2 colours, 3 palette, 4 grey with alpha, 6 colours with alpha. */
  colour: 0 | 2 | 3 | 4 | 6;
  samples: number;
  bitsPerPixel: number;
  interlaced: boolean;
};

export type PngParts = {
  head: PngHead;
  palette: Uint8Array | null;
  transparent: Uint8Array | null;
  packed: Uint8Array[];
};

const signature = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
const samplesOf = new Map([
  [0, 1],
  [2, 3],
  [3, 1],
  [4, 2],
  [6, 4],
]);
const depthsOf: Readonly<Record<number, readonly number[]>> = {
  0: [1, 2, 4, 8, 16],
  2: [8, 16],
  3: [1, 2, 4, 8],
  4: [8, 16],
  6: [8, 16],
};

export function isPng(bytes: Uint8Array): boolean {
  return signature.every((byte, at) => bytes[at] === byte);
}

/** The chunks of a PNG file that make its pixels (PNG, third edition, 5 and 11); a sentence's end where they do not. */
export function readChunks(bytes: Uint8Array): PngParts | string {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let head: PngHead | null = null;
  let palette: Uint8Array | null = null;
  let transparent: Uint8Array | null = null;
  const packed: Uint8Array[] = [];
  for (let at = signature.length; at + 12 <= bytes.length; ) {
    const length = view.getUint32(at);
    if (at + 12 + length > bytes.length) return 'it is cut short';
    const name = String.fromCharCode(...bytes.subarray(at + 4, at + 8));
    const body = bytes.subarray(at + 8, at + 8 + length);
    if (crc32(bytes.subarray(at + 4, at + 8 + length)) !== view.getUint32(at + 8 + length))
      return `its part ${JSON.stringify(name)} is damaged`;
    if (name === 'IHDR') {
      const read = readHead(body);
      if (typeof read === 'string') return read;
      head = read;
    }
    if (name === 'PLTE') palette = body;
    if (name === 'tRNS') transparent = body;
    if (name === 'IDAT') packed.push(body);
    if (name === 'IEND') break;
    at += 12 + length;
  }
  if (head === null) return 'it has no header';
  if (packed.length === 0) return 'it is cut short: no pixels are in it';
  if (head.colour === 3 && (palette === null || palette.length % 3 !== 0)) return 'it has no palette';
  return { head, palette, transparent, packed };
}

function readHead(body: Uint8Array): PngHead | string {
  if (body.length !== 13) return 'its header is damaged';
  const view = new DataView(body.buffer, body.byteOffset, body.byteLength);
  const [width, height] = [view.getUint32(0), view.getUint32(4)];
  const [depth = 0, kind = 0, packing = 0, filter = 0, interlace = 0] = body.subarray(8);
  const samples = samplesOf.get(kind);
  if (samples === undefined || depthsOf[kind]?.includes(depth) !== true || width === 0 || height === 0)
    return `its header asks for ${width} x ${height} pixels of kind ${kind} with ${depth} bits, which no PNG has`;
  if (packing !== 0 || filter !== 0 || interlace > 1) return 'it is packed in a way that no PNG is';
  const colour = kind as PngHead['colour']; // one of the keys of samplesOf
  return { width, height, depth, colour, samples, bitsPerPixel: samples * depth, interlaced: interlace === 1 };
}
