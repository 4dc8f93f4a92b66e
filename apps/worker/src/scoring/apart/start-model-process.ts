import { type ChildProcess, spawn } from 'node:child_process';
import { cappedNode, childEnvironment } from '../../ground/capped-node';
import { describeEnd, type ProcessEnd } from './describe-end';
import type { GuestHome } from './guest-home';
import { type ModelReply, type ModelRequest, modelReplySchema, type ScoredRows } from './protocol';

/** A running model process, or one that is about to. */
export type ModelProcess = {
  readonly pid: number;
  /** Once it can answer; rejects in words where its model cannot be opened, or it ends before. */
  opened: Promise<void>;
  ended: Promise<ProcessEnd>;
  send(request: Omit<ModelRequest, 'kind'>): void;
  /** Where answers go. */
  onScored(listen: (scored: ScoredRows) => void): void;
  kill(): void;
};

export type StartModelProcess = (bundlePath: string) => ModelProcess;

const keptStderr = 8_000;

/**
 * Starts one with the bundle of a release. It is in a process group of its own, so that Ctrl-C does not reach it before
 * its host has stopped, has no variable but those of its time zone and of the data engine, and its memory is capped.
 */
export function startModelProcess(o: {
  /** The bundled program. */
  program: string;
  bundlePath: string;
  capMegabytes: number;
  /** Where it asks a model of Python. */
  home?: GuestHome | undefined;
}): ModelProcess {
  const { command, args } = cappedNode({
    capMegabytes: o.capMegabytes,
    args: ['--no-warnings', o.program, o.bundlePath, ...(o.home === undefined ? [] : [JSON.stringify(o.home)])],
  });
  const child = spawn(command, args, {
    env: childEnvironment,
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    // Numbers arrive with the bits they had.
    serialization: 'advanced',
    detached: true,
  });
  return watch(child);
}

function watch(child: ChildProcess): ModelProcess {
  let words = '';
  /** What it was ended for. */
  let broken: ProcessEnd | null = null;
  let listener: (scored: ScoredRows) => void = () => undefined;
  const kill = () => void child.kill('SIGKILL');
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    words = (words + text).slice(-keptStderr);
  });
  const ended = new Promise<ProcessEnd>((resolve) => {
    child.on('error', (error) => resolve({ how: 'could not be started', detail: error.message }));
    child.once('close', (code, signal) => resolve(broken ?? describeEnd({ code, signal, words })));
  });
  const opened = new Promise<void>((resolve, reject) => {
    void ended.then(({ how }) => reject(new Error(`its process ${how}`)));
    child.on('message', (message) => {
      if (broken !== null) return;
      const reply = modelReplySchema.safeParse(message);
      if (!reply.success) {
        const detail = reply.error.issues[0]?.message ?? null;
        broken = { how: 'said what is no answer, and was ended', detail };
        return kill();
      }
      hear(reply.data, { resolve, reject, scored: (rows) => listener(rows) });
    });
  });
  opened.catch(() => undefined); // whoever waits for it is told; when nobody does, `ended` says the same
  return {
    pid: child.pid ?? -1,
    opened,
    ended,
    send(asked) {
      const request: ModelRequest = { kind: 'score', ...asked };
      child.send(request, (error) => {
        if (error !== null) kill(); // the channel is broken: its end is told to those who wait
      });
    },
    onScored(listen) {
      listener = listen;
    },
    kill,
  };
}

function hear(
  reply: ModelReply,
  to: { resolve: () => void; reject: (error: Error) => void; scored: (rows: ScoredRows) => void },
): void {
  if (reply.kind === 'opened') to.resolve();
  else if (reply.kind === 'refused') to.reject(new Error(reply.error));
  else to.scored(reply);
}
