import { inflateSync } from 'node:zlib';
import type { Image } from '@millrace/pipeline-core/images';
import { isPng, type PngParts, readChunks } from './png-chunks';
import { dataBytes, lineBytes, type PngPass, passesOf, unfilter } from './png-lines';

/** Why bytes cannot be read, as the end of a sentence ("it is …"). */
export type Unreadable = { unreadable: string };

/** Larger images are not unpacked: a file of some kilobytes may say that it is of any size. */
export const mostPixels = 40_000_000;

/**
 * A PNG file as numbers from 0 to 1 (PNG, third edition, W3C 2025): every kind, depth and interlacing; what is transparent lies
 * on white. Colour profiles are not looked at. Bytes that are no whole PNG give a reason, never an exception.
 */
export function decodePng(bytes: Uint8Array): Image | Unreadable {
  if (!isPng(bytes)) return { unreadable: isJpeg(bytes) ? 'it is a JPEG file, not a PNG file' : 'it is no PNG file' };
  const parts = readChunks(bytes);
  if (typeof parts === 'string') return { unreadable: parts };
  const { head } = parts;
  const pixels = head.width * head.height;
  if (pixels > mostPixels)
    return { unreadable: `it has ${pixels} pixels, and at most ${mostPixels / 1e6} million are read` };
  const data = inflate(parts, dataBytes(head));
  if (data === null) return { unreadable: 'its pixels are damaged or cut short' };
  const channels = head.colour === 0 || head.colour === 4 ? 1 : 3;
  const image: Image = { width: head.width, height: head.height, channels, cells: new Float32Array(pixels * channels) };
  let at = 0;
  for (const pass of passesOf(head)) {
    if (!unfilter(data, at, { head, pass })) return { unreadable: 'its pixels are damaged' };
    if (!paint(image, { parts, pass, data, at })) return { unreadable: 'a pixel has a colour that its palette lacks' };
    at += pass.height * (1 + lineBytes(head, pass.width));
  }
  return image;
}

function isJpeg(bytes: Uint8Array): boolean {
  return bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff;
}

function inflate({ packed }: PngParts, length: number): Uint8Array | null {
  try {
    const data = inflateSync(Buffer.concat(packed), { maxOutputLength: length });
    return data.length === length ? data : null;
  } catch {
    return null; // whatever zlib has against it: the pixels cannot be had
  }
}

type Painting = { parts: PngParts; pass: PngPass; data: Uint8Array; at: number };

/** Writes the pixels of a pass into the image; false where one has no colour. */
function paint(image: Image, { parts, pass, data, at }: Painting): boolean {
  const { head } = parts;
  const bytes = lineBytes(head, pass.width);
  const pixel = new Float64Array(4);
  const read = pixelReader(parts);
  for (let down = 0; down < pass.height; down++) {
    const line = data.subarray(at + down * (bytes + 1) + 1, at + (down + 1) * (bytes + 1));
    for (let across = 0; across < pass.width; across++) {
      if (!read(line, across, pixel)) return false;
      const row = pass.top + down * pass.downStep;
      const to = (row * image.width + pass.left + across * pass.acrossStep) * image.channels;
      const alpha = pixel[3]!;
      for (let channel = 0; channel < image.channels; channel++)
        image.cells[to + channel] = pixel[channel]! * alpha + (1 - alpha);
    }
  }
  return true;
}

/** Reads pixel `across` of a line as red (or grey), green, blue and alpha, each from 0 to 1. */
function pixelReader({ head, palette, transparent }: PngParts) {
  const { depth, colour, samples } = head;
  const most = 2 ** depth - 1;
  const hasAlpha = colour === 4 || colour === 6;
  const colours = hasAlpha ? samples - 1 : samples;
  const clear = colour === 3 ? null : clearSamples(transparent, colours);
  return (line: Uint8Array, across: number, pixel: Float64Array): boolean => {
    const first = sampleAt(line, across * samples, depth);
    if (colour === 3) {
      if (palette === null || first * 3 + 2 >= palette.length) return false;
      for (let channel = 0; channel < 3; channel++) pixel[channel] = palette[first * 3 + channel]! / 255;
      pixel[3] = (transparent?.[first] ?? 255) / 255;
      return true;
    }
    let same = clear !== null;
    for (let channel = 0; channel < colours; channel++) {
      const sample = sampleAt(line, across * samples + channel, depth);
      if (clear?.[channel] !== sample) same = false;
      pixel[channel] = sample / most;
    }
    pixel[3] = hasAlpha ? sampleAt(line, across * samples + colours, depth) / most : Number(!same);
    return true;
  };
}

/** The one colour that is transparent in images without alpha. */
function clearSamples(transparent: Uint8Array | null, colours: number): number[] | null {
  if (transparent === null || transparent.length < colours * 2) return null;
  return Array.from({ length: colours }, (_, at) => transparent[at * 2]! * 256 + transparent[at * 2 + 1]!);
}

function sampleAt(line: Uint8Array, at: number, depth: number): number {
  if (depth === 8) return line[at]!;
  if (depth === 16) return line[at * 2]! * 256 + line[at * 2 + 1]!;
  const bit = at * depth;
  return (line[bit >> 3]! >> (8 - depth - (bit & 7))) & (2 ** depth - 1);
}
