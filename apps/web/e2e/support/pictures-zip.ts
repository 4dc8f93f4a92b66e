import { crc32, deflateSync } from 'node:zlib';

/** A colour as red, green and blue from 0 to 255. */
type Colour = [red: number, green: number, blue: number];

const kinds: Record<string, Colour> = { grass: [60, 170, 70], sand: [220, 190, 110], sea: [40, 90, 200] };
const side = 8;

/** A zip of PNG files of 8 × 8 pixels, so many of each kind, in a folder named after it. Seeded: the same bytes every time. */
export function picturesZip(ofEach: number): Buffer {
  let state = 20;
  const random = () => {
    state = (state * 48_271) % 2_147_483_647; // the minimal standard generator of Park and Miller
    return state / 2_147_483_647;
  };
  const shade = (value: number) => Math.max(0, Math.min(255, Math.round(value + 80 * (random() - 0.5))));
  const files = Object.entries(kinds).flatMap(([kind, colour]) =>
    Array.from({ length: ofEach }, (_, at) => {
      const pixels = Array.from({ length: side * side }, () => colour.map(shade));
      return { name: `${kind}/${kind}-${at + 1}.png`, content: colourPng(side, pixels) };
    }),
  );
  return storedZip(files);
}

/** A square PNG of 8 bits a colour from its pixels, line after line. */
export function colourPng(width: number, pixels: readonly number[][]): Buffer {
  const lines = Array.from({ length: width }, (_, line) => [
    0,
    ...pixels.slice(line * width, (line + 1) * width).flat(),
  ]);
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(width, 4);
  head.set([8, 2, 0, 0, 0], 8);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  const data = deflateSync(Buffer.from(lines.flat()));
  return Buffer.concat([signature, pngChunk('IHDR', head), pngChunk('IDAT', data), pngChunk('IEND', Buffer.alloc(0))]);
}

function pngChunk(name: string, body: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(name, 'latin1'), body]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(body.length);
  const check = Buffer.alloc(4);
  check.writeUInt32BE(crc32(named));
  return Buffer.concat([length, named, check]);
}

/** A zip whose files are kept as they are, for pictures are packed already. */
function storedZip(files: readonly { name: string; content: Buffer }[]): Buffer {
  const locals: Buffer[] = [];
  const central: Buffer[] = [];
  let offset = 0;
  for (const { name, content } of files) {
    const facts = Buffer.alloc(26); // what a local header and an entry of the contents share, from "version needed" on
    facts.writeUInt16LE(20, 0);
    facts.writeUInt32LE(crc32(content), 10);
    facts.writeUInt32LE(content.length, 14);
    facts.writeUInt32LE(content.length, 18);
    facts.writeUInt16LE(name.length, 22);
    const local = Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), facts, Buffer.from(name), content]);
    const place = Buffer.alloc(14);
    place.writeUInt32LE(offset, 10);
    central.push(Buffer.concat([Buffer.from('PK\x01\x02\x14\x00', 'latin1'), facts, place, Buffer.from(name)]));
    locals.push(local);
    offset += local.length;
  }
  const contents = Buffer.concat(central);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 0, 'latin1');
  end.writeUInt16LE(files.length, 8);
  end.writeUInt16LE(files.length, 10);
  end.writeUInt32LE(contents.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...locals, contents, end]);
}
