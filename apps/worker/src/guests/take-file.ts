import { chmod, lstat, rename, statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import { PipelineError } from '@millrace/pipeline-core/errors';
import { isPlainFile } from './guest-state';
import { leastFreeBytes } from './run-guest';

const mostBytes = 8 * 1024 ** 3;

/**
 * Throws when a file that a guest left says it is larger than `most`, or than the disk has room for: one that is made of
 * holes takes nothing where it lies, and all of its size where it is kept.
 */
export async function requireRoom(path: string, place: string, most = mostBytes): Promise<void> {
  const { size } = await lstat(path);
  const { bavail, bsize } = await statfs(dirname(path));
  const room = Math.max(0, bavail * bsize - leastFreeBytes);
  if (size <= most && size <= room) return;
  const full = size <= most;
  throw new PipelineError({
    code: full ? 'python-disk' : 'python-output-size',
    family: full ? 'operator' : 'pipeline',
    place,
    seen: `a file of ${inWords(size)}`,
    expected: full ? `at most ${inWords(room)}, which the disk has room for` : `at most ${inWords(most)}`,
    next: full ? 'Give the data folder more room, or write less.' : 'Write less, or several tables.',
  });
}

/** Moves a plain file that a guest left to a place of ours; false where there is none. Throws when it is too large. */
export async function takeGuestFile(from: string, to: string, o: { place: string; most?: number }): Promise<boolean> {
  if (!(await isPlainFile(from))) return false;
  await requireRoom(from, o.place, o.most);
  // The guest may have taken our own right to read it.
  await chmod(from, 0o600);
  await rename(from, to);
  return true;
}

function inWords(bytes: number): string {
  const gigabytes = bytes / 1024 ** 3;
  if (gigabytes >= 10_000) return `${Math.round(gigabytes / 1024)} TB`;
  return gigabytes >= 1 ? `${Math.round(gigabytes * 10) / 10} GB` : `${Math.round(bytes / 1024 ** 2)} MB`;
}
