const magic = 0x184d2204;

/**
 * Unpacks an LZ4 frame (lz4_Frame_format.md 1.6), as Arrow compresses its buffers. Checksums are not compared: Arrow
 * writers leave them out. Never more than `size` bytes, what the writer says that the frame unpacks to.
 */
export function readLz4Frame(bytes: Uint8Array, size: number): Uint8Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 7 || view.getUint32(0, true) !== magic) throw new Error('not an LZ4 frame');
  const flags = bytes[4]!;
  const hasBlockChecksum = (flags & 0x10) !== 0;
  const hasSize = (flags & 0x08) !== 0;
  let at = 6 + (hasSize ? 8 : 0) + ((flags & 0x01) !== 0 ? 4 : 0) + 1;
  const out = new Output(size);
  for (;;) {
    const word = view.getUint32(at, true);
    at += 4;
    if (word === 0) return out.result();
    const length = word & 0x7fffffff;
    const block = bytes.subarray(at, at + length);
    if (block.length < length) throw new Error('an LZ4 block is cut short');
    if (word >>> 31 === 1) out.literals(block);
    else readBlock(block, out);
    at += length + (hasBlockChecksum ? 4 : 0);
  }
}

/** Sequences of literals and copies from what was written before. */
function readBlock(block: Uint8Array, out: Output): void {
  let at = 0;
  const lengthOf = (nibble: number): number => {
    let total = nibble;
    for (let byte = 255; nibble === 15 && byte === 255; total += byte) {
      if (at >= block.length) throw new Error('an LZ4 block is cut short');
      byte = block[at++]!;
    }
    return total;
  };
  while (at < block.length) {
    const token = block[at++]!;
    const literals = lengthOf(token >> 4);
    if (at + literals > block.length) throw new Error('an LZ4 block is damaged');
    out.literals(block.subarray(at, at + literals));
    at += literals;
    if (at >= block.length) return;
    const offset = block[at]! | ((block[at + 1] ?? 0) << 8);
    at += 2;
    out.copy(offset, lengthOf(token & 15) + 4);
  }
}

class Output {
  private readonly bytes: Uint8Array;
  private end = 0;

  constructor(size: number) {
    this.bytes = new Uint8Array(size);
  }

  literals(part: Uint8Array): void {
    this.reserve(part.length);
    this.bytes.set(part, this.end);
    this.end += part.length;
  }

  copy(offset: number, length: number): void {
    if (offset === 0 || offset > this.end) throw new Error('an LZ4 block is damaged');
    this.reserve(length);
    const { bytes } = this;
    // Byte by byte: a copy may reach into what it writes itself.
    for (let left = length; left > 0; left--, this.end++) bytes[this.end] = bytes[this.end - offset]!;
  }

  private reserve(more: number): void {
    if (this.end + more > this.bytes.length) throw new Error('an LZ4 frame unpacks to more than it says');
  }

  result(): Uint8Array {
    return this.bytes.subarray(0, this.end);
  }
}
