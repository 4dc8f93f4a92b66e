import { AsyncLocalStorage } from 'node:async_hooks';
import { CompressionType, compressionRegistry } from 'apache-arrow';
import { decompress } from 'fzstd';
import type { UnpackBudget } from '../unpacked-size';
import { readLz4Frame } from './lz4-frame';

/** The library's registry is one for all files: what a file may unpack to is known by who reads it. */
const budgets = new AsyncLocalStorage<UnpackBudget>();

/** Reads an Arrow file whose compressed buffers together take no more than the budget. */
export function withBudget<T>(budget: UnpackBudget, read: () => Promise<T>): Promise<T> {
  return budgets.run(budget, read);
}

// What the Arrow library leaves to its users: buffers that Feather files and others compress.
compressionRegistry.set(CompressionType.LZ4_FRAME, { decode: (bytes) => readLz4Frame(bytes, claim(bytes)) });
compressionRegistry.set(CompressionType.ZSTD, { decode: (bytes) => decompress(bytes, new Uint8Array(claim(bytes))) });

/** Bytes of the length before a compressed buffer; the library cuts them off. */
const prefix = 8;

/** The unpacked size of a buffer, taken from the budget before a byte of it is held. */
function claim(bytes: Uint8Array): number {
  if (bytes.byteOffset < prefix) throw new Error('a compressed buffer without its length');
  const size = Number(new DataView(bytes.buffer, bytes.byteOffset - prefix, prefix).getBigInt64(0, true));
  if (!Number.isSafeInteger(size) || size < 0) throw new Error(`a compressed buffer of ${size} bytes`);
  budgets.getStore()?.take(size);
  return size;
}
