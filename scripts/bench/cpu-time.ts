import { readFileSync } from 'node:fs';
import os from 'node:os';
import { isErrnoException } from '../errno';
import { childrenOf } from './machine';

/** Ticks a second in which Linux counts the time of processes; 100 on every platform that Node runs on. */
const ticksPerSecond = 100;

/**
 * Seconds of processor time that the descendants of a process have used, those that ended and were waited for among
 * them. Zero where the system does not tell (not Linux).
 */
export function cpuSecondsBelow(pid: number): number {
  return childrenOf(pid).reduce((sum, child) => sum + ticksOf(child) / ticksPerSecond + cpuSecondsBelow(child), 0);
}

/** Own time and that of the children it has waited for: fields 14 to 17 of /proc/<pid>/stat (proc(5)). */
function ticksOf(pid: number): number {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0);
  } catch (error) {
    if (isErrnoException(error, 'ENOENT') || isErrnoException(error, 'ESRCH')) return 0;
    throw error;
  }
}

/** Seconds of processor time that all processes of the machine have used together since it was started. */
export function cpuSecondsOfMachine(): number {
  const busy = os.cpus().map(({ times }) => times.user + times.nice + times.sys + times.irq);
  return busy.reduce((sum, milliseconds) => sum + milliseconds, 0) / 1000;
}
