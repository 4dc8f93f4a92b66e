import { readFileSync } from 'node:fs';
import os from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { isErrnoException } from '../errno';

/** Above this share of the cores busy with other work, a result counts as noisy. */
const noisyShare = 0.5;
const lookMs = 1_000;

export type Load = {
  /** Cores busy with other work while nothing of ours ran. */
  busyCores: number;
  noisy: boolean;
};

export type Machine = { cpu: string; cores: number; memoryGigabytes: number; system: string; node: string };

export function describeMachine(): Machine {
  const cpus = os.cpus();
  return {
    cpu: cpus[0]?.model ?? 'unknown',
    cores: cpus.length,
    memoryGigabytes: Math.round(os.totalmem() / 1024 ** 3),
    system: `${os.type()} ${os.release()}`,
    node: process.version,
  };
}

/** How busy the machine is for a second in which we do nothing. */
export async function readLoad(): Promise<Load> {
  const before = cpuTimes();
  await sleep(lookMs);
  const after = cpuTimes();
  const total = after.total - before.total;
  const busyShare = total === 0 ? 0 : 1 - (after.idle - before.idle) / total;
  return { busyCores: round(busyShare * os.cpus().length), noisy: busyShare > noisyShare };
}

function cpuTimes(): { idle: number; total: number } {
  const times = os.cpus().map((cpu) => cpu.times);
  const idle = times.reduce((sum, time) => sum + time.idle, 0);
  return { idle, total: times.reduce((sum, time) => sum + time.user + time.nice + time.sys + time.irq, idle) };
}

/** Resident megabytes of a process, or null when it is gone or the system does not tell (not Linux). */
export function residentMegabytes(pid: number): number | null {
  try {
    const kilobytes = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return kilobytes === undefined ? null : round(Number(kilobytes) / 1024);
  } catch (error) {
    if (isErrnoException(error, 'ENOENT') || isErrnoException(error, 'ESRCH')) return null;
    throw error;
  }
}

/** Process ids of the children of a process, where the system tells. */
export function childrenOf(pid: number): number[] {
  try {
    const text = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim();
    return text === '' ? [] : text.split(/\s+/).map(Number);
  } catch (error) {
    if (isErrnoException(error, 'ENOENT') || isErrnoException(error, 'ESRCH')) return [];
    throw error;
  }
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
