import { execFileSync } from 'node:child_process';
import os from 'node:os';
import { findInPath } from '../find-chromium';

/** Whether a program can be kept to one core here: there are two or more, and a tool for it. */
export function canPin(): boolean {
  return os.availableParallelism() >= 2 && findInPath(['taskset']) !== null;
}

/** The command that runs `command` on one core alone; as it is where nothing can be pinned. */
export function onCore(core: number, command: string, args: readonly string[]): [command: string, args: string[]] {
  return canPin() ? ['taskset', ['-c', String(core), command, ...args]] : [command, [...args]];
}

/** Keeps a running process with all its threads to these cores, as "0" or "0-1". */
export function pinProcess(pid: number, cores: string): void {
  if (canPin()) execFileSync('taskset', ['-a', '-c', '-p', cores, String(pid)], { stdio: 'ignore' });
}

/** All cores of this machine, for `pinProcess`. */
export function allCores(): string {
  return `0-${os.cpus().length - 1}`;
}
