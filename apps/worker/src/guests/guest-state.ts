import { lstat, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';

/** An exception that ended the code, as the runner tells of it. */
export const guestErrorSchema = z.object({
  type: z.string(),
  /** Its class and those above it. */
  kinds: z.array(z.string()),
  message: z.string(),
  /** The deepest line of the author's code; null when it did not get there. */
  line: z.number().nullable(),
  /** Which cell of a notebook, counted from 1. */
  cell: z.number().nullish(),
  /** Of an import that failed: what was to be imported. */
  package: z.string().nullable(),
  errno: z.number().nullable(),
  trace: z.string(),
});
export type GuestError = z.output<typeof guestErrorSchema>;

/** How far the code got. */
const stateSchema = z.discriminatedUnion('at', [
  z.object({ at: z.literal('started') }),
  z.object({ at: z.literal('done') }),
  z.object({ at: z.literal('failed'), error: guestErrorSchema }),
]);
export type GuestState = z.output<typeof stateSchema>;

const mostBytes = 4 * 1024 ** 2;

/** What the runner told last; null when it told nothing, or what stands there is not its. */
export async function readGuestState(folder: string): Promise<GuestState | null> {
  const told = stateSchema.safeParse(await readGuestJson(join(folder, 'state.json')));
  return told.success ? told.data : null;
}

/** JSON that a guest wrote; undefined where there is none. It is a plain file or it is not read. */
export async function readGuestJson(path: string): Promise<unknown> {
  if (!(await isPlainFile(path)) || (await lstat(path)).size > mostBytes) return undefined;
  try {
    return JSON.parse(await readFile(path, 'utf8'));
  } catch {
    return undefined;
  }
}

/** A guest may leave links in its folder, or one in the place of a folder: following one would hand it what it must not see. */
export async function isPlainFile(path: string): Promise<boolean> {
  return Promise.all([lstat(path), lstat(dirname(path))]).then(
    ([file, folder]) => file.isFile() && folder.isDirectory(),
    () => false,
  );
}
