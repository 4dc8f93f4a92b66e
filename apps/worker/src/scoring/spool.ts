import { closeSync, fdatasync, mkdirSync, openSync, writeSync } from 'node:fs';
import { readdir, readFile, stat, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const sync = promisify(fdatasync);
const prefix = 'predictions-';

/** Append-only segments of lines on local disk. A line survives the process once `append` has returned. */
export type Spool = {
  /** Throws when the disk refuses. */
  append(text: string): void;
  /** Makes what was appended survive a power cut too. */
  flush(): Promise<void>;
  /** Ends the current segment, so that it can be shipped. */
  seal(): Promise<void>;
  /** Sealed segments of this process and orphaned ones of others, oldest first. */
  segments(): Promise<string[]>;
  /** Whole lines of a segment; a torn last line is left out. */
  read(segment: string): Promise<string[]>;
  remove(segment: string): Promise<void>;
};

/** A segment of another process is an orphan when that process is gone, or when nobody has written to it for so long. */
const orphanAfterMs = 60_000;

export function openSpool(options: { folder: string; processName: string; pid: number; now: () => number }): Spool {
  mkdirSync(options.folder, { recursive: true });
  let current: { name: string; fd: number } | null = null;
  let number = 0;

  function openSegment(): { name: string; fd: number } {
    const stamp = String(options.now()).padStart(15, '0');
    const name = `${prefix}${stamp}-${String(number).padStart(6, '0')}-${options.pid}-${options.processName}.ndjson`;
    number += 1;
    return { name, fd: openSync(join(options.folder, name), 'a', 0o600) };
  }

  return {
    append(text) {
      current ??= openSegment();
      writeSync(current.fd, text);
    },
    async flush() {
      if (current !== null) await sync(current.fd);
    },
    async seal() {
      const ended = current;
      current = null;
      if (ended === null) return;
      await sync(ended.fd);
      closeSync(ended.fd);
    },
    async segments() {
      const names = (await readdir(options.folder)).filter((name) => name.startsWith(prefix)).sort();
      const found: string[] = [];
      for (const name of names) {
        if (name !== current?.name && (await isMine(options, name))) found.push(name);
      }
      return found;
    },
    async read(segment) {
      const text = await readFile(join(options.folder, segment), 'utf8').catch(ignoreMissing);
      return text
        .slice(0, text.lastIndexOf('\n') + 1)
        .split('\n')
        .filter((line) => line !== '');
    },
    async remove(segment) {
      await unlink(join(options.folder, segment)).catch(ignoreMissing);
    },
  };
}

/** Another process took the same orphan: nothing is left to do. */
function ignoreMissing(error: unknown): string {
  if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return '';
  throw error;
}

async function isMine(
  options: { folder: string; processName: string; now: () => number },
  name: string,
): Promise<boolean> {
  if (name.endsWith(`-${options.processName}.ndjson`)) return true;
  const pid = Number(name.split('-')[3]);
  if (Number.isInteger(pid) && !isAlive(pid)) return true;
  const facts = await stat(join(options.folder, name)).catch(() => null); // taken by another process meanwhile
  return facts !== null && options.now() - facts.mtimeMs > orphanAfterMs;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
