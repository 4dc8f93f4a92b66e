import { type ChildProcess, spawn } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { getPriority, setPriority } from 'node:os';
import { z } from 'zod';
import { type ChildReply, type ChildRequest, childReplySchema } from '../child/protocol';
import { cappedNode, childEnvironment } from '../ground/capped-node';

const startMs = 30_000;
const keptStderr = 4_000;

/** How a child ended; `words` is the last it wrote to stderr. */
export type ChildExit = { code: number | null; signal: NodeJS.Signals | null; words: string };

/** A child process that executes one request at a time. */
export type WorkerChild = {
  readonly pid: number;
  readonly capMegabytes: number;
  /** Requests it has answered. */
  served: number;
  ready: Promise<void>;
  exited: Promise<ChildExit>;
  alive(): boolean;
  send(request: ChildRequest): void;
  /** Where replies go; one listener at a time. */
  listen(onReply: ((reply: ChildReply) => void) | null): void;
  /** Resident memory in bytes; 0 when unknown. */
  rss(): Promise<number>;
  /** Signals the child and whatever it started. */
  kill(signal: NodeJS.Signals): void;
};

/** A child that a person looks into: it stops before its first line until an inspector lets it go on. */
export type Inspected = {
  /** Of 127.0.0.1. */
  port: number;
  /** What the child and its inspector say. */
  hear(text: string): void;
};

/**
 * Starts a child with a memory cap, in a process group of its own (Ctrl-C must not reach it before its step is
 * released), with no variable but that of its time zone and of its allocator: it knows no secret and no address. It ends when its channel closes.
 */
export function startChild(options: {
  path: string;
  capMegabytes: number;
  folder: string;
  inspected?: Inspected;
}): WorkerChild {
  const { capMegabytes, inspected } = options;
  const inspector =
    inspected === undefined ? [] : [`--inspect-brk=127.0.0.1:${inspected.port}`, '--enable-source-maps'];
  const { command, args } = cappedNode({ capMegabytes, args: ['--no-warnings', ...inspector, options.path] });
  const child = spawn(command, args, {
    cwd: options.folder,
    env: childEnvironment,
    stdio: ['ignore', inspected === undefined ? 'ignore' : 'pipe', 'pipe', 'ipc'],
    detached: true,
  });
  goLast(child.pid);
  if (inspected !== undefined) {
    for (const stream of [child.stdout, child.stderr]) stream?.setEncoding('utf8').on('data', inspected.hear);
  }
  return watchChild(child, { capMegabytes, startLimitMs: inspected === undefined ? startMs : null });
}

/** How far children stand behind this process: they get a quarter of the time where somebody else wants all of it. */
const behind = 5;
/** The last priority there is. */
const last = 19;

/**
 * Steps compute when nothing else wants to: a slot for each core would let the heartbeat, the database and the web wait
 * otherwise. Where it cannot be said the child computes all the same.
 */
function goLast(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    const nice = Math.min(last, getPriority() + behind);
    setPriority(pid, nice);
    groupGoesLast(pid, nice);
  } catch {
    // It has ended, or the system does not let us; `exited` tells the former.
  }
}

/** Linux takes such a change ten times a second from all who are not root. */
const retryMs = 150;

/**
 * A session of its own, which every child has, is a scheduling group of its own where Linux has autogroups: inside it nice
 * moves nobody who is outside, the group's own value does. Elsewhere there is no such file.
 */
function groupGoesLast(pid: number, nice: number, tries = 5): void {
  writeFile(`/proc/${pid}/autogroup`, String(nice)).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'EAGAIN' && tries > 1) setTimeout(groupGoesLast, retryMs, pid, nice, tries - 1).unref();
  });
}

function watchChild(
  child: ChildProcess,
  { capMegabytes, startLimitMs }: { capMegabytes: number; startLimitMs: number | null },
): WorkerChild {
  let words = '';
  let running = true;
  let listener: ((reply: ChildReply) => void) | null = null;
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    words = (words + text).slice(-keptStderr);
  });
  const exited = new Promise<ChildExit>((resolve) => {
    child.once('error', (error) => {
      running = false;
      resolve({ code: null, signal: null, words: String(error) });
    });
    child.once('close', (code, signal) => {
      running = false;
      resolve({ code, signal, words });
    });
  });
  const ready = new Promise<void>((resolve, reject) => {
    const late = () => reject(new Error('the child did not answer in time'));
    const timer = startLimitMs === null ? undefined : setTimeout(late, startLimitMs);
    void exited.then((exit) => reject(new Error(`the child ended while it started: ${exit.words}`)));
    child.on('message', (message) => {
      const reply = childReplySchema.safeParse(message);
      if (!reply.success) {
        // Not of this protocol: whoever waits for an answer would wait until the time limit.
        words = `${words}\nit answered what the host does not know: ${z.prettifyError(reply.error)}`.slice(-keptStderr);
        return kill('SIGKILL');
      }
      if (reply.data.kind === 'ready') {
        clearTimeout(timer);
        resolve();
      } else listener?.(reply.data);
    });
    void exited.then(() => clearTimeout(timer));
  });
  ready.catch(() => undefined); // whoever uses the child awaits it; an unused one may die unseen
  const kill = (signal: NodeJS.Signals) => {
    if (!running || child.pid === undefined) return;
    try {
      process.kill(-child.pid, signal);
    } catch {
      child.kill(signal); // no group yet
    }
  };
  return {
    pid: child.pid ?? -1,
    capMegabytes,
    served: 0,
    ready,
    exited,
    alive: () => running,
    send: (request) => {
      child.send(request, (error) => {
        if (error !== null) kill('SIGKILL'); // the channel is broken, so the child is of no use any more
      });
    },
    listen: (onReply) => {
      listener = onReply;
    },
    async rss() {
      const status = await readFile(`/proc/${child.pid}/status`, 'utf8').catch(() => ''); // ended, or not Linux
      return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0) * 1024;
    },
    kill,
  };
}
