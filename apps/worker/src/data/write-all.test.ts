import { open, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { scratchFolder } from './testing/scratch';
import { writeAll } from './write-all';

const folder = scratchFolder('write-all');

/** A file that takes at most `most` bytes a call, and none once it holds `room`. */
async function narrow(name: string, { most, room = Number.POSITIVE_INFINITY }: { most: number; room?: number }) {
  const path = join(folder, name);
  const file = await open(path, 'w');
  let held = 0;
  // Only the one form of `write` that is used.
  const write = async (bytes: Uint8Array, offset: number, length: number, position: number | null) => {
    const taken = Math.min(most, length, room - held);
    held += taken;
    return taken === 0 ? { bytesWritten: 0, buffer: bytes } : file.write(bytes, offset, taken, position);
  };
  return { path, file, narrowed: { write } as unknown as Pick<typeof file, 'write'> }; // its other forms are not called
}

it('goes on after a short write, at a place and where the file stands', async () => {
  const { path, file, narrowed } = await narrow('short', { most: 3 });
  await writeAll(narrowed, Buffer.from('abcdefgh'), null);
  await writeAll(narrowed, Buffer.from('ijkl'), null);
  await writeAll(narrowed, Buffer.from('ABCDE'), 2);
  await file.close();
  expect(await readFile(path, 'utf8')).toBe('abABCDEhijkl');
});

it('fails when nothing more is taken, and writes nothing of nothing', async () => {
  const { path, file, narrowed } = await narrow('full', { most: 4, room: 6 });
  await writeAll(narrowed, Buffer.alloc(0), null);
  await expect(writeAll(narrowed, Buffer.from('abcdefgh'), 0)).rejects.toThrow('nothing more can be written');
  await file.close();
  expect((await stat(path)).size).toBe(6);
});
