import type { FileHandle } from 'node:fs/promises';

/**
 * Writes all of the bytes: one call may write fewer, as when a disk is nearly full, and what is left out would be a hole
 * in the file. Only the next call then says why.
 * @param at place in the file; null where the file stands
 */
export async function writeAll(file: Pick<FileHandle, 'write'>, bytes: Uint8Array, at: number | null): Promise<void> {
  for (let done = 0; done < bytes.byteLength; ) {
    const place = at === null ? null : at + done;
    const { bytesWritten } = await file.write(bytes, done, bytes.byteLength - done, place);
    if (bytesWritten === 0) throw new Error('nothing more can be written into the file');
    done += bytesWritten;
  }
}
