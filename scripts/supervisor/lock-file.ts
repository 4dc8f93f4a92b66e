import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { isErrnoException } from '../errno';
import { isAlive, processStart } from '../processes';

const lockSchema = z.object({
  pid: z.number().int(),
  /** When that process started, so that another one with a recycled id is not mistaken for it. */
  processStart: z.string(),
  webUrl: z.string(),
  scoringUrl: z.string(),
  /** null until it is known: the embedded database starts after the lock is taken */
  databaseUrl: z.string().nullable(),
  /** Whether the start is complete. */
  ready: z.boolean(),
});

/** What a running installation says about itself, in `<data folder>/millrace.lock` (0600: it holds the database's password). */
export type LockContent = z.output<typeof lockSchema>;
export type Lock = { update(change: Partial<LockContent>): void; release(): void };

/** Another process runs on the same data folder. */
export class AlreadyRunningError extends Error {
  override name = 'AlreadyRunningError';
  constructor(readonly holder: LockContent) {
    super(
      `Millrace is already running on this data folder: ${holder.webUrl} (process ${holder.pid}). ` +
        'Use that one, stop it first (Ctrl-C there), or set DATA_DIR and PORT for a second installation.',
    );
  }
}

function lockPath(folder: string): string {
  return path.join(folder, 'millrace.lock');
}

/** The installation that runs on this data folder now, or null: no lock, a broken one, or one of a dead process. */
export function readLock(folder: string): LockContent | null {
  return readLiveLock(lockPath(folder));
}

function readLiveLock(file: string): LockContent | null {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if (isErrnoException(error, 'ENOENT')) return null;
    throw error;
  }
  const lock = parseLock(text);
  return lock !== null && isAlive(lock.pid) && processStart(lock.pid) === lock.processStart ? lock : null;
}

function parseLock(text: string): LockContent | null {
  try {
    return lockSchema.parse(JSON.parse(text));
  } catch {
    return null; // unreadable is as good as stale: locks are written whole
  }
}

/**
 * Takes the lock of a data folder; a stale one is taken over. Two that try at once: one wins.
 * @throws AlreadyRunningError
 */
export function takeLock(folder: string, content: { webUrl: string; scoringUrl: string }): Lock {
  const file = lockPath(folder);
  let current: LockContent = {
    pid: process.pid,
    processStart: processStart(process.pid),
    ...content,
    databaseUrl: null,
    ready: false,
  };
  const draft = `${file}.${process.pid}`;
  const writeDraft = () => writeFileSync(draft, JSON.stringify(current), { mode: 0o600 });
  writeDraft();
  try {
    linkWhenFree(file, draft);
  } finally {
    rmSync(draft, { force: true });
  }
  return {
    update: (change) => {
      current = { ...current, ...change };
      writeDraft();
      renameSync(draft, file); // readers see the old or the new content, never half of it
    },
    release: () => rmSync(file, { force: true }),
  };
}

/** A hard link appears with its whole content or not at all, and fails when the name exists. */
function linkWhenFree(file: string, draft: string): void {
  for (;;) {
    try {
      linkSync(draft, file);
      return;
    } catch (error) {
      if (!isErrnoException(error, 'EEXIST')) throw error;
    }
    const holder = readLiveLock(file);
    if (holder !== null) throw new AlreadyRunningError(holder);
    moveAside(file, `${draft}.stale`);
  }
}

/** Takes a stale lock away. Another starter may just have replaced it by a live one: that one goes back. */
function moveAside(file: string, aside: string): void {
  try {
    renameSync(file, aside);
    if (readLiveLock(aside) !== null) linkSync(aside, file);
  } catch (error) {
    if (!isErrnoException(error, 'ENOENT') && !isErrnoException(error, 'EEXIST')) throw error;
  } finally {
    rmSync(aside, { force: true });
  }
}
