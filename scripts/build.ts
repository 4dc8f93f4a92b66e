import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import path from 'node:path';
import { REPOSITORY_ROOT } from './root';
import { yieldToOthers } from './yielding';

/** Settings of an installation are no input of a build: left in, they would make turbo's cache miss. */
const NOT_FOR_BUILDS = ['DATABASE_URL', 'REDIS_URL', 'DATA_DIR', 'NODE_ENV', 'PORT'];

export type CommandResult = { code: number; seconds: number };

export type ToolOptions = {
  variables?: Record<string, string | undefined>;
  /** Where the tool's standard output goes: 'stderr' for commands whose own output is data. */
  output?: 'stdout' | 'stderr';
  /** Everything it says is added to this file instead. */
  keep?: string;
  /** It computes when nothing else wants to (yielding.ts). */
  yields?: boolean;
  /** Ends the tool. */
  signal?: AbortSignal | undefined;
};

/** Runs a program of node_modules/.bin in the repository and waits for it. */
export function runTool(tool: string, args: string[], options: ToolOptions = {}): Promise<CommandResult> {
  return runProgram(path.join(REPOSITORY_ROOT, 'node_modules', '.bin', tool), args, options);
}

/** Runs this Node in the repository and waits for it. */
export function runNode(args: string[], options: ToolOptions = {}): Promise<CommandResult> {
  return runProgram(process.execPath, args, options);
}

async function runProgram(program: string, args: string[], options: ToolOptions): Promise<CommandResult> {
  const start = performance.now();
  const { keep, yields = false } = options;
  const kept = keep === undefined ? undefined : openSync(keep, 'a');
  const child = spawn(program, args, {
    cwd: REPOSITORY_ROOT,
    env: { ...process.env, ...options.variables },
    stdio: ['ignore', kept ?? (options.output === 'stderr' ? 2 : 1), kept ?? 2],
    signal: options.signal,
    shell: process.platform === 'win32' && program !== process.execPath,
    detached: yields && process.platform !== 'win32',
  });
  if (kept !== undefined) closeSync(kept);
  const { pid } = child;
  if (yields && pid !== undefined) {
    yieldToOthers(pid);
    // It has a session of its own, and what it has started is in it.
    options.signal?.addEventListener('abort', () => endGroup(pid), { once: true });
  }
  const code = await new Promise<number>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (exitCode) => resolve(exitCode ?? 1));
  });
  return { code, seconds: (performance.now() - start) / 1000 };
}

function endGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGTERM');
  } catch {
    // it has ended already
  }
}

type TaskOptions = Omit<ToolOptions, 'variables'> & { only?: string };

/**
 * Runs tasks of turbo.json in all workspaces, or in one; what has not changed comes from turbo's cache.
 * @throws when a task fails; its output has been shown
 */
export async function runTasks(tasks: string[], options: TaskOptions = {}): Promise<void> {
  const { code } = await tryTasks(tasks, options);
  if (code !== 0) throw new Error(`The ${tasks.join(' and ')} failed; the reason stands above.`);
}

/** As `runTasks`, but a failing task shows in the exit code. */
export function tryTasks(tasks: string[], { only, ...options }: TaskOptions = {}): Promise<CommandResult> {
  const variables = Object.fromEntries(NOT_FOR_BUILDS.map((name) => [name, undefined]));
  const filter = only === undefined ? [] : [`--filter=${only}`];
  const args = [
    'run',
    ...tasks,
    ...filter,
    '--output-logs=errors-only',
    '--log-order=grouped',
    '--ui=stream',
    '--env-mode=loose',
  ];
  return runTool('turbo', args, { ...options, variables });
}
