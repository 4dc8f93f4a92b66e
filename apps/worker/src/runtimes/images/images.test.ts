import type { Image } from '@millrace/pipeline-core/images';
import { describe, expect, it } from 'vitest';
import { decodePng } from './decode-png';
import { type MadePng, makePng } from './testing/make-png';

function read(made: MadePng): Image {
  const image = decodePng(makePng(made));
  if ('unreadable' in image) throw new Error(image.unreadable);
  return image;
}

const bytesOf = (image: Image) => [...image.cells].map((cell) => Math.round(cell * 255));
const refused = (bytes: Uint8Array) => {
  const image = decodePng(bytes);
  return 'unreadable' in image ? image.unreadable : null;
};

describe('PNG files', () => {
  it('undoes every filter', () => {
    // Every line comes out as 10 20 30 40 60 80, the last one by 5 more.
    const lines = [
      [0, 10, 20, 30, 40, 60, 80],
      [1, 10, 20, 30, 30, 40, 50],
      [2, 0, 0, 0, 0, 0, 0],
      [3, 5, 10, 15, 40 - 25, 60 - 40, 80 - 55],
      [4, 5, 5, 5, 5, 5, 5],
    ];
    const image = read({ width: 2, height: 5, depth: 8, colour: 2, lines });
    const line = [10, 20, 30, 40, 60, 80];
    expect(bytesOf(image)).toEqual([...line, ...line, ...line, ...line, ...line.map((value) => value + 5)]);
  });

  it('reads bits, palettes, 16 bits and alpha; what is transparent is white', () => {
    expect(bytesOf(read({ width: 5, height: 1, depth: 1, colour: 0, lines: [[0, 0b10110_000]] }))).toEqual([
      255, 0, 255, 255, 0,
    ]);
    expect(bytesOf(read({ width: 3, height: 1, depth: 2, colour: 0, lines: [[0, 0b00_01_11_00]] }))).toEqual([
      0, 85, 255,
    ]);
    const palette = [255, 0, 0, 0, 0, 255];
    const indexed = { width: 2, height: 1, depth: 4, colour: 3, palette, transparent: [255, 0] };
    expect(bytesOf(read({ ...indexed, lines: [[0, 0x01]] }))).toEqual([255, 0, 0, 255, 255, 255]);
    expect(bytesOf(read({ width: 1, height: 1, depth: 16, colour: 0, lines: [[0, 0x80, 0x80]] }))).toEqual([128]);
    expect(bytesOf(read({ width: 2, height: 1, depth: 8, colour: 4, lines: [[0, 0, 255, 0, 51]] }))).toEqual([0, 204]);
    const clear = { width: 2, height: 1, depth: 8, colour: 2, transparent: [0, 1, 0, 2, 0, 3] };
    expect(bytesOf(read({ ...clear, lines: [[0, 1, 2, 3, 1, 2, 4]] }))).toEqual([255, 255, 255, 1, 2, 4]);
  });

  it('puts the seven passes together', () => {
    // 3 x 3 pixels: the first pass has (0, 0), the fourth (2, 0), the fifth (0, 2) and (2, 2), the sixth x = 1, the last row 1.
    const passes = [
      [0, 1],
      [0, 3],
      [0, 7, 9],
      [0, 2],
      [0, 8],
      [0, 4, 5, 6],
    ];
    const image = read({ width: 3, height: 3, depth: 8, colour: 0, interlace: 1, lines: passes });
    expect(bytesOf(image)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });

  it('tells why bytes are no image', () => {
    const whole = makePng({
      width: 1,
      height: 2,
      depth: 8,
      colour: 0,
      lines: [
        [0, 1],
        [0, 2],
      ],
    });
    expect(refused(Buffer.from('no image at all'))).toBe('it is no PNG file');
    expect(refused(Buffer.from([0xff, 0xd8, 0xff, 0xe0]))).toBe('it is a JPEG file, not a PNG file');
    expect(refused(whole.subarray(0, 50))).toBe('it is cut short');
    const bent = Buffer.from(whole);
    bent[44] = (bent[44] ?? 0) ^ 1;
    expect(refused(bent)).toBe('its part "IDAT" is damaged');
    expect(refused(makePng({ width: 1, height: 2, depth: 8, colour: 0, lines: [[0, 1]] }))).toContain('cut short');
    expect(
      refused(
        makePng({
          width: 1,
          height: 1,
          depth: 8,
          colour: 0,
          lines: [
            [0, 1],
            [0, 2],
          ],
        }),
      ),
    ).toContain('damaged');
    expect(refused(makePng({ width: 1, height: 1, depth: 8, colour: 0, lines: [[9, 1]] }))).toContain('damaged');
    expect(refused(makePng({ width: 1, height: 1, depth: 3, colour: 2, lines: [[0, 1]] }))).toContain('no PNG has');
    expect(refused(makePng({ width: 90_000, height: 90_000, depth: 8, colour: 0, lines: [[0]] }))).toContain('million');
    const indexed = { width: 1, height: 1, depth: 8, colour: 3, palette: [1, 2, 3] };
    expect(refused(makePng({ ...indexed, lines: [[0, 1]] }))).toContain('palette');
  });
});
