import { type ChildProcess, type StdioOptions, spawn } from 'node:child_process';
import type { StatsFs } from 'node:fs';
import { mkdir, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { Duplex } from 'node:stream';
import { forwardLines } from './forward-lines';
import { fencedFolder, guestCommand } from './guest-command';
import type { GuestEnvironment } from './guest-grant';
import { guestUse } from './guest-processes';

export type GuestRun = {
  environment: GuestEnvironment;
  fenced: boolean;
  /** The guest's folder, absolute: it starts there and may write there. Beside it a folder for its root is made. */
  folder: string;
  /** Arguments of Python. */
  args: readonly string[];
  variables?: Readonly<Record<string, string>>;
  seconds: number;
  megabytes: number;
  threads: number;
  signal: AbortSignal;
  /** Every line the guest writes, while it runs. */
  line(from: 'out' | 'err', text: string): void;
};

/** Why a guest was ended by us. */
export type GuestStop = 'time' | 'memory' | 'processes' | 'disk';
/** How a guest ended; `words` is the last it wrote to stderr. */
export type GuestEnd = {
  code: number | null;
  signal: NodeJS.Signals | null;
  stopped: GuestStop | null;
  words: string;
};

const watchMs = 500;
/** Processes and threads are no way around the limit of memory, nor a way to stop the machine. */
export const mostProcesses = 128;
/** Left free for everybody else: room, and files that there may still be. */
export const leastFreeBytes = 1024 ** 3;
const leastFreeFiles = 10_000;
const lastCharacters = 4_000;

/** A guest that is there to be asked: `channel` is its file 3, both ways. */
export type TalkingGuest = { channel: Duplex; ended: Promise<GuestEnd> };

/**
 * Runs Python until it ends, its time is over, or it takes more than it may; then it and all it started are gone. It
 * knows no variable but those given here: no secret, no address. Throws the reason of `signal` when that ends it.
 */
export async function runGuest(run: GuestRun): Promise<GuestEnd> {
  return watchToEnd(await start(run, ['ignore', 'pipe', 'pipe']), run);
}

/** Starts a guest that goes on until it ends by itself or `signal` ends it, and is talked to meanwhile. */
export async function startGuest(run: GuestRun): Promise<TalkingGuest> {
  const child = await start(run, ['ignore', 'pipe', 'pipe', 'pipe']);
  const channel = child.stdio[3];
  if (!(channel instanceof Duplex)) throw new Error('a guest was started without its channel');
  // It may have ended: then `ended` says how.
  channel.on('error', () => undefined);
  return { channel, ended: watchToEnd(child, run) };
}

async function start(run: GuestRun, stdio: StdioOptions): Promise<ChildProcess> {
  run.signal.throwIfAborted();
  const root = `${run.folder}.root`;
  await mkdir(root, { recursive: true });
  await mkdir(join(run.folder, 'tmp'), { recursive: true });
  const { command, args } = guestCommand({ ...run, root });
  return spawn(command, args, {
    ...{ cwd: run.folder, env: variablesOf(run), stdio },
    detached: !run.fenced, // a fenced guest ends with its namespace, any other by its group
  });
}

async function watchToEnd(child: ChildProcess, run: GuestRun): Promise<GuestEnd> {
  let stopped: GuestStop | null = null;
  const kill = () => killGuest(child, run.fenced);
  const stop = (why: GuestStop) => {
    stopped ??= why;
    kill();
  };
  const timer = setTimeout(() => stop('time'), Math.min(run.seconds * 1000, longestTimer));
  const watching = watch(child, run, stop);
  run.signal.addEventListener('abort', kill, { once: true });
  process.once('exit', kill);
  if (run.signal.aborted) kill(); // while it was started
  try {
    const end = await ended(child, run);
    run.signal.throwIfAborted();
    return { ...end, stopped };
  } finally {
    clearTimeout(timer);
    watching();
    kill();
    run.signal.removeEventListener('abort', kill);
    process.removeListener('exit', kill);
  }
}

/** setTimeout fires at once above this. */
const longestTimer = 2 ** 31 - 1;

function variablesOf({ environment, fenced, folder, threads, variables }: GuestRun): Record<string, string> {
  const home = fenced ? fencedFolder : folder;
  const count = String(threads);
  return {
    PATH: `${environment.python.replace(/\/[^/]*$/, '')}:/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin`,
    HOME: home,
    TMPDIR: `${home}/tmp`,
    LANG: 'C.UTF-8',
    TZ: 'UTC',
    MILLRACE_FOLDER: home,
    OMP_NUM_THREADS: count,
    OPENBLAS_NUM_THREADS: count,
    MKL_NUM_THREADS: count,
    ...variables,
  };
}

function killGuest(child: ChildProcess, fenced: boolean): void {
  if (child.pid === undefined) return;
  try {
    if (fenced) child.kill('SIGKILL');
    else process.kill(-child.pid, 'SIGKILL');
  } catch {
    // It has ended, and nothing of its group is left.
  }
}

/** Looks at what the guest uses twice a second; the answer stops it. */
function watch(child: ChildProcess, run: GuestRun, stop: (why: GuestStop) => void): () => void {
  let busy = false;
  const look = async () => {
    const [use, disk] = await Promise.all([
      child.pid === undefined ? null : guestUse(child.pid, run.megabytes),
      statfs(run.folder).catch(() => null), // the folder is gone: so is the step
    ]);
    if (use !== null && use.megabytes > run.megabytes) stop('memory');
    else if (use !== null && use.processes > mostProcesses) stop('processes');
    else if (disk !== null && isFull(disk)) stop('disk');
  };
  const timer = setInterval(() => {
    if (busy) return;
    busy = true;
    void look().finally(() => {
      busy = false;
    });
  }, watchMs);
  return () => clearInterval(timer);
}

/** A file system that makes room for files as they come says that there are none in all. */
function isFull({ bavail, bsize, files, ffree }: StatsFs): boolean {
  return bavail * bsize < leastFreeBytes || (files > 0 && ffree < leastFreeFiles);
}

function ended(child: ChildProcess, run: GuestRun): Promise<Omit<GuestEnd, 'stopped'>> {
  let words = '';
  forwardLines(child.stdout, (text) => run.line('out', text));
  forwardLines(child.stderr, (text) => {
    words = `${words}${text}\n`.slice(-lastCharacters);
    run.line('err', text);
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => resolve({ code, signal, words: words.trim() }));
    // A process that outlives an unfenced guest may keep its pipes open: what it says later is nobody's.
    child.once('exit', () => setTimeout(() => killGuest(child, run.fenced), 0));
  });
}
