import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { isErrnoException } from './errno';

const POLL_MILLISECONDS = 25;

/**
 * Whether a process with this id runs; one of another user counts. One that has ended and that its parent has not asked
 * about (a zombie; in a container whose first process does not care it stays for ever) does not run.
 */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return isErrnoException(error, 'EPERM');
  }
  return statFields(pid)[0] !== 'Z';
}

/** The process that started this one, where the system tells; null when there is none or it is the system's first. */
export function parentOf(pid: number): number | null {
  const parent = Number(statFields(pid)[1]);
  return parent > 1 ? parent : null;
}

/** Start time of a process in the kernel's ticks, where the system offers it; else an empty text. */
export function processStart(pid: number): string {
  return statFields(pid)[19] ?? '';
}

/** Fields of /proc/<pid>/stat from the state on (the name before it may hold anything); empty where there is no such file. */
function statFields(pid: number): string[] {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  } catch (error) {
    if (isErrnoException(error, 'ENOENT') || isErrnoException(error, 'ESRCH')) return [];
    throw error;
  }
}

/** Sends a signal; a process that is already gone is no error. */
export function sendSignal(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if (!isErrnoException(error, 'ESRCH')) throw error;
  }
}

/** Waits until the process is gone; false when it still lives after `milliseconds`. */
export async function waitForExit(pid: number, milliseconds: number): Promise<boolean> {
  for (const end = Date.now() + milliseconds; isAlive(pid); await sleep(POLL_MILLISECONDS)) {
    if (Date.now() > end) return false;
  }
  return true;
}

/** Ends a process: first the polite signal, then SIGKILL when it has not ended in time. */
export async function endProcess(pid: number, signal: NodeJS.Signals, milliseconds: number): Promise<void> {
  sendSignal(pid, signal);
  if (await waitForExit(pid, milliseconds)) return;
  sendSignal(pid, 'SIGKILL');
  await waitForExit(pid, milliseconds);
}
