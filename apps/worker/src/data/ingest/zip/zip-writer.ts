import { createReadStream } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { writeAll } from '../../write-all';

/** A file that goes into the archive as it is. */
export type PackedFile = { name: string; path: string; bytes: number; crc: number };

const large = 0xffffffff;

/**
 * Writes a zip whose entries are not compressed and bear no time: the same files give the same bytes. Beyond 4 GB it
 * speaks zip64.
 */
export class ZipWriter {
  private at = 0;
  private readonly entries: { name: Buffer; file: PackedFile; offset: number }[] = [];

  private constructor(private readonly handle: FileHandle) {}

  static async create(path: string): Promise<ZipWriter> {
    return new ZipWriter(await open(path, 'w'));
  }

  async add(file: PackedFile, signal: AbortSignal): Promise<void> {
    const name = Buffer.from(file.name, 'utf8');
    this.entries.push({ name, file, offset: this.at });
    await this.write(localHeader(name, file));
    for await (const chunk of createReadStream(file.path, { signal, highWaterMark: 1024 ** 2 }))
      await this.write(chunk as Buffer); // no encoding set: buffers
  }

  /** The table of contents, and the end. */
  async finish(): Promise<void> {
    const start = this.at;
    for (const entry of this.entries) await this.write(centralHeader(entry));
    await this.write(endOf({ count: this.entries.length, start, bytes: this.at - start }));
    await this.close();
  }

  async close(): Promise<void> {
    await this.handle.close();
  }

  private async write(bytes: Buffer): Promise<void> {
    await writeAll(this.handle, bytes, this.at);
    this.at += bytes.byteLength;
  }
}

/** Names are UTF-8; files are stored; the time is the first a zip can bear. */
function commonPart({ crc, bytes }: PackedFile, name: Buffer, extra: Buffer): Buffer {
  const part = Buffer.alloc(26);
  part.writeUInt16LE(extra.byteLength > 0 ? 45 : 20, 0);
  part.writeUInt16LE(0x0800, 2);
  part.writeUInt16LE(0x21, 8);
  part.writeUInt32LE(crc, 10);
  part.writeUInt32LE(Math.min(bytes, large), 14);
  part.writeUInt32LE(Math.min(bytes, large), 18);
  part.writeUInt16LE(name.byteLength, 22);
  part.writeUInt16LE(extra.byteLength, 24);
  return part;
}

function localHeader(name: Buffer, file: PackedFile): Buffer {
  const extra = file.bytes >= large ? zip64([file.bytes, file.bytes]) : Buffer.alloc(0);
  return Buffer.concat([Buffer.from('PK\x03\x04'), commonPart(file, name, extra), name, extra]);
}

function centralHeader({ name, file, offset }: { name: Buffer; file: PackedFile; offset: number }): Buffer {
  const sizes = file.bytes >= large ? [file.bytes, file.bytes] : [];
  const all = [...sizes, ...(offset >= large ? [offset] : [])];
  const extra = all.length === 0 ? Buffer.alloc(0) : zip64(all);
  const rest = Buffer.alloc(14);
  rest.writeUInt32LE(Math.min(offset, large), 10);
  const madeBy = Buffer.from([45, 0]);
  return Buffer.concat([Buffer.from('PK\x01\x02'), madeBy, commonPart(file, name, extra), rest, name, extra]);
}

function zip64(values: readonly number[]): Buffer {
  const extra = Buffer.alloc(4 + values.length * 8);
  extra.writeUInt16LE(1, 0);
  extra.writeUInt16LE(values.length * 8, 2);
  for (const [at, value] of values.entries()) extra.writeBigUInt64LE(BigInt(value), 4 + at * 8);
  return extra;
}

function endOf({ count, start, bytes }: { count: number; start: number; bytes: number }): Buffer {
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt16LE(Math.min(count, 0xffff), 8);
  end.writeUInt16LE(Math.min(count, 0xffff), 10);
  end.writeUInt32LE(Math.min(bytes, large), 12);
  end.writeUInt32LE(Math.min(start, large), 16);
  return start + bytes < large && count < 0xffff ? end : Buffer.concat([largeEnd({ count, start, bytes }), end]);
}

/** The end of a zip64 archive, and where it is. */
function largeEnd({ count, start, bytes }: { count: number; start: number; bytes: number }): Buffer {
  const end = Buffer.alloc(56 + 20);
  end.write('PK\x06\x06', 'latin1');
  end.writeBigUInt64LE(44n, 4);
  end.writeUInt16LE(45, 12);
  end.writeUInt16LE(45, 14);
  end.writeBigUInt64LE(BigInt(count), 24);
  end.writeBigUInt64LE(BigInt(count), 32);
  end.writeBigUInt64LE(BigInt(bytes), 40);
  end.writeBigUInt64LE(BigInt(start), 48);
  end.write('PK\x06\x07', 56, 'latin1');
  end.writeBigUInt64LE(BigInt(start + bytes), 64);
  end.writeUInt32LE(1, 72);
  return end;
}
