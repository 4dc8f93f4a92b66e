import { crc32, deflateRawSync } from 'node:zlib';

/** An entry of a zip made for a test; the knobs make what no packer would. */
export type MadeEntry = {
  name: string;
  content: string | Uint8Array;
  /** What the archive says of the unpacked size. */
  saysBytes?: number;
  saysCrc?: number;
  encrypted?: boolean;
  /** Unix mode, such as 0o120777 for a link. */
  mode?: number;
  method?: number;
};

/** A zip archive, byte by byte: local headers with their data, the table of contents, its end. */
export function makeZip(entries: readonly MadeEntry[]): Buffer {
  const locals: Buffer[] = [];
  const central: Buffer[] = [];
  let offset = 0;
  for (const entry of entries) {
    const facts = factsOf(entry);
    const header = localHeader(facts);
    central.push(centralHeader(facts, offset));
    locals.push(header, facts.name, facts.packed);
    offset += header.length + facts.name.length + facts.packed.length;
  }
  const contents = Buffer.concat(central);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(entries.length & 0xffff, 8);
  end.writeUInt16LE(entries.length & 0xffff, 10);
  end.writeUInt32LE(contents.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...locals, contents, end]);
}

type Facts = ReturnType<typeof factsOf>;

function factsOf(entry: MadeEntry) {
  const content = Buffer.from(entry.content);
  const packed = deflateRawSync(content);
  return {
    name: Buffer.from(entry.name, 'utf8'),
    packed,
    bytes: entry.saysBytes ?? content.length,
    crc: entry.saysCrc ?? crc32(content),
    flags: (entry.encrypted === true ? 1 : 0) | 0x800,
    mode: entry.mode ?? 0o100644,
    method: entry.method ?? 8,
  };
}

function localHeader({ name, packed, bytes, crc, flags, method }: Facts): Buffer {
  const header = Buffer.alloc(30);
  header.writeUInt32LE(0x04034b50, 0);
  header.writeUInt16LE(20, 4);
  header.writeUInt16LE(flags, 6);
  header.writeUInt16LE(method, 8);
  header.writeUInt32LE(crc, 14);
  header.writeUInt32LE(packed.length, 18);
  header.writeUInt32LE(bytes, 22);
  header.writeUInt16LE(name.length, 26);
  return header;
}

function centralHeader(facts: Facts, offset: number): Buffer {
  const { name, packed, bytes, crc, flags, method, mode } = facts;
  const header = Buffer.alloc(46);
  header.writeUInt32LE(0x02014b50, 0);
  header.writeUInt16LE((3 << 8) | 20, 4);
  header.writeUInt16LE(20, 6);
  header.writeUInt16LE(flags, 8);
  header.writeUInt16LE(method, 10);
  header.writeUInt32LE(crc, 16);
  header.writeUInt32LE(packed.length, 20);
  header.writeUInt32LE(bytes, 24);
  header.writeUInt16LE(name.length, 28);
  header.writeUInt32LE((mode << 16) >>> 0, 38);
  header.writeUInt32LE(offset, 42);
  return Buffer.concat([header, name]);
}
