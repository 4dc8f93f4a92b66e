import { hash } from 'node:crypto';
import { closeSync, fdatasync, mkdirSync, openSync, writeSync } from 'node:fs';
import { appendFile, readdir, readFile, stat, unlink } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { wholeLines } from './line-text';

const sync = promisify(fdatasync);
const prefix = 'predictions-';
const asidePrefix = 'refused-';

/** Append-only segments of lines on local disk. A line survives the process once `append` has returned. */
export type Spool = {
  /** Throws when the disk refuses; the segment ends there, and the next call tries a new one. */
  append(text: string): void;
  /** Makes what was appended survive a power cut too. */
  flush(): Promise<void>;
  /** Ends the current segment, so that it can be shipped. */
  seal(): Promise<void>;
  /** Sealed segments of this process and orphaned ones of others, oldest first. */
  segments(): Promise<string[]>;
  /** Whether this process wrote it. */
  isOwn(segment: string): boolean;
  /** Whole lines of a segment, each with its end; a torn last line is left out. */
  read(segment: string): Promise<Buffer>;
  remove(segment: string): Promise<void>;
  /** Puts lines that cannot be shipped aside, one file a day: nobody deletes them but a person. */
  putAside(lines: readonly string[]): Promise<void>;
};

/** Writes some of the bytes and says how many: fewer than asked is how a filling disk shows first. */
export type Write = (fd: number, bytes: Uint8Array) => number;

/** A segment is read as a whole: what a long outage or a slow database leaves comes in pieces. */
const mostSegmentBytes = 2 ** 23;

/** A segment of another process is an orphan when that process is gone, or when nobody has written to it for so long. */
const orphanAfterMs = 60_000;

type Segment = { name: string; fd: number; bytes: number };

export function openSpool(options: {
  folder: string;
  processName: string;
  pid: number;
  /** Where it runs: ids of processes mean nothing elsewhere. This machine, or container, unless given. */
  host?: string;
  now: () => number;
  write?: Write;
}): Spool {
  const host = tagOf(options.host ?? hostname());
  const write = options.write ?? writeSync;
  mkdirSync(options.folder, { recursive: true });
  let current: Segment | null = null;
  /** Not synced yet: that takes longer than an answer may wait. */
  let full: Segment[] = [];
  let number = 0;

  function openSegment(): Segment {
    const stamp = String(options.now()).padStart(15, '0');
    const place = `${options.pid}@${host}`;
    const name = `${prefix}${stamp}-${String(number).padStart(6, '0')}-${place}-${options.processName}.ndjson`;
    number += 1;
    return { name, fd: openSync(join(options.folder, name), 'a', 0o600), bytes: 0 };
  }

  const open = () => (current === null ? full : [...full, current]);

  return {
    append(text) {
      current ??= openSegment();
      try {
        current.bytes += writeAll(write, current.fd, text);
      } catch (error) {
        // A line glued to the torn one would be lost with it.
        closeSync(current.fd);
        current = null;
        throw error;
      }
      if (current.bytes < mostSegmentBytes) return;
      full.push(current);
      current = null;
    },
    async flush() {
      for (const { fd } of open()) await sync(fd);
    },
    async seal() {
      const ended = open();
      current = null;
      full = [];
      try {
        for (const { fd } of ended) await sync(fd);
      } finally {
        for (const { fd } of ended) closeSync(fd);
      }
    },
    async segments() {
      const names = (await readdir(options.folder)).filter((name) => name.startsWith(prefix)).sort();
      const found: string[] = [];
      for (const name of names) {
        if (!open().some((one) => one.name === name) && (await isMine({ ...options, host }, name))) found.push(name);
      }
      return found;
    },
    isOwn: (segment) => isOwn(options, segment),
    async read(segment) {
      const bytes = await readFile(join(options.folder, segment)).catch(ignoreMissing);
      return bytes === undefined ? Buffer.alloc(0) : wholeLines(bytes);
    },
    async remove(segment) {
      await unlink(join(options.folder, segment)).catch(ignoreMissing);
    },
    async putAside(lines) {
      const day = new Date(options.now()).toISOString().slice(0, 10);
      const text = lines.map((line) => `${line}\n`).join('');
      await appendFile(join(options.folder, `${asidePrefix}${day}.ndjson`), text, { mode: 0o600, flush: true });
    },
  };
}

/** Writes all of the text, and says how many bytes those were. Throws when the disk takes no more: some of it may be written then. */
export function writeAll(write: Write, fd: number, text: string): number {
  const bytes = Buffer.from(text, 'utf8');
  let rest: Uint8Array = bytes;
  while (rest.byteLength > 0) {
    const written = write(fd, rest);
    if (written <= 0) throw new Error('the disk takes no more bytes');
    rest = rest.subarray(written);
  }
  return bytes.byteLength;
}

/** A host in a few letters that a file name may have. */
function tagOf(host: string): string {
  return hash('sha256', host, 'hex').slice(0, 8);
}

/** Another process took the same orphan: nothing is left to do. */
function ignoreMissing(error: unknown): undefined {
  if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
  throw error;
}

function isOwn(options: { processName: string }, name: string): boolean {
  return name.endsWith(`-${options.processName}.ndjson`);
}

async function isMine(
  options: { folder: string; processName: string; host: string; now: () => number },
  name: string,
): Promise<boolean> {
  if (isOwn(options, name)) return true;
  const [pid, host] = (name.split('-')[3] ?? '').split('@');
  // A process of another host that shares this folder looks dead from here, and may be writing.
  if (host === options.host && !isAlive(Number(pid))) return true;
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
