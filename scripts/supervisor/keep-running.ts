import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import type { Log } from '../log';
import { sendSignal } from '../processes';
import { DIE_WITH_PARENT } from '../root';
import type { Program } from './programs';

const FIRST_PAUSE = 250;
const LONGEST_PAUSE = 10_000;
/** A program that ran this long was healthy, a start being over in less: its next death starts the pauses anew. */
const HEALTHY_AFTER = 15_000;
/** How long a program may take to finish its work after the polite signal. */
const STOP_LIMIT = 10_000;

export type KeptProgram = {
  /** Process id now; undefined between a death and the restart. */
  readonly pid: number | undefined;
  /** How often it ended without being asked to. */
  readonly deaths: number;
  stop(): Promise<void>;
};

/**
 * Runs a program until `stop`, and starts it again with growing pauses when it ends by itself. It has a session of its own
 * (Ctrl-C reaches the supervisor alone) and ends when this process is gone.
 * @param output a log file, or 'inherit' for this process's own output
 */
export function keepRunning(program: Program, options: { output: string; log: Log }): KeptProgram {
  let child: ChildProcess | undefined;
  let stopping = false;
  let deaths = 0;
  let pause = FIRST_PAUSE;
  let timer: NodeJS.Timeout | undefined;

  function start(): void {
    const started = Date.now();
    const current = launch(program, options.output);
    child = current;
    let reported = false;
    const onEnd = (reason: string) => {
      if (reported) return;
      reported = true;
      endGroup(current);
      child = undefined;
      if (stopping) return;
      deaths++;
      if (Date.now() - started > HEALTHY_AFTER) pause = FIRST_PAUSE;
      options.log(`${program.name} ended (${reason}); starting it again in ${pause / 1000} s`);
      timer = setTimeout(start, pause);
      pause = Math.min(pause * 2, LONGEST_PAUSE);
    };
    current.once('exit', (code, signal) => onEnd(signal ?? `exit code ${code}`));
    current.once('error', (error) => onEnd(error.message));
  }

  start();
  return {
    get pid() {
      return child?.pid;
    },
    get deaths() {
      return deaths;
    },
    stop: async () => {
      stopping = true;
      clearTimeout(timer);
      if (child) await stopChild(child);
    },
  };
}

function launch({ args, folder, variables }: Program, output: string): ChildProcess {
  const file = output === 'inherit' ? null : openSync(output, 'a', 0o600);
  const target = file ?? 'inherit';
  const child = spawn(process.execPath, ['--import', DIE_WITH_PARENT, ...args], {
    cwd: folder,
    env: { ...process.env, ...variables, MILLRACE_PARENT: String(process.pid) },
    detached: true,
    stdio: ['ignore', target, target],
  });
  if (file !== null) closeSync(file);
  return child;
}

/** Whatever a dead program left in its process group (children of a killed worker) ends with it. */
function endGroup(child: ChildProcess): void {
  if (child.pid !== undefined && process.platform !== 'win32') sendSignal(-child.pid, 'SIGKILL');
}

async function stopChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const lastResort = setTimeout(() => child.kill('SIGKILL'), STOP_LIMIT);
  child.kill('SIGTERM');
  await ended;
  clearTimeout(lastResort);
}
