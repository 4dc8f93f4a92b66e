import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { PipelineError } from '@millrace/pipeline-core/errors';
import { blockBytes, readTarHeader } from './read-tar-bytes';

/** A plain tar that an entry was left out of: how long it is, its hash, and its bytes. */
export type CutTar = { bytes: number; sha256: string; open(): Readable };

type Range = { from: number; to: number };

/**
 * A stored tar without one of its entries; what is around it stays byte for byte, so equal files give equal bytes. Without
 * such an entry it is the whole. The file is read once before any of it is sent.
 * @param o.sha256 what the whole file is known by; throws when it is another
 */
export async function withoutEntry(path: string, o: { name: string; sha256: string }): Promise<CutTar> {
  const { size, entry } = await findEntry(path, o.name);
  const pieces = [
    { from: 0, to: entry.from },
    { from: entry.to, to: size },
  ].filter(({ from, to }) => to > from);
  const sha256 = await hashPieces(path, { ...o, entry });
  return {
    bytes: size - (entry.to - entry.from),
    sha256,
    open: () => Readable.from(bytesOf(path, pieces)),
  };
}

/** From the header of the entry to the end of its last block; nothing at the end of the file where it is not in it. */
async function findEntry(path: string, name: string): Promise<{ size: number; entry: Range }> {
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    for (let from = 0; from < size; ) {
      const header = await readBlock(file, from);
      if (header.every((byte) => byte === 0)) break;
      const found = readTarHeader(header);
      const to = from + blockBytes + Math.ceil(found.size / blockBytes) * blockBytes;
      if (found.name === name) return { size, entry: { from, to: Math.min(to, size) } };
      from = to;
    }
    return { size, entry: { from: size, to: size } };
  } finally {
    await file.close();
  }
}

async function readBlock(file: FileHandle, position: number): Promise<Buffer> {
  const block = Buffer.alloc(blockBytes);
  await file.read(block, 0, blockBytes, position);
  return block;
}

/** The hash of what is left, of a file whose whole is what it is known by. */
async function hashPieces(path: string, o: { sha256: string; entry: Range }): Promise<string> {
  const [whole, left] = [createHash('sha256'), createHash('sha256')];
  let at = 0;
  for await (const part of createReadStream(path, { highWaterMark: 1 << 20 })) {
    const chunk = part as Buffer; // no encoding set: chunks are buffers
    whole.update(chunk);
    left.update(chunk.subarray(0, Math.max(0, o.entry.from - at)));
    left.update(chunk.subarray(Math.min(chunk.byteLength, Math.max(0, o.entry.to - at))));
    at += chunk.byteLength;
  }
  const seen = whole.digest('hex');
  if (seen === o.sha256) return left.digest('hex');
  throw new PipelineError({
    code: 'damaged-release',
    family: 'operator',
    place: 'Artifact store',
    seen: `${at} bytes with hash ${seen.slice(0, 12)}… for a bundle`,
    expected: `hash ${o.sha256.slice(0, 12)}…`,
    next: 'Restore this file from a copy of the artifact store.',
  });
}

async function* bytesOf(path: string, pieces: readonly Range[]): AsyncGenerator<Buffer> {
  for (const { from, to } of pieces) yield* createReadStream(path, { start: from, end: to - 1 });
}
