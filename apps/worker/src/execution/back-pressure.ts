import { readFile } from 'node:fs/promises';
import { freemem, totalmem } from 'node:os';
import type { ArtifactFiles } from './interfaces';
import type { ExecutionSettings } from './settings';

export type BackPressureReason = 'disk' | 'memory';

/** Answers why nothing may be leased now, or null. Looks at the machine at most once a second. */
export function backPressure(options: {
  files: Pick<ArtifactFiles, 'freeBytes'> | null;
  settings: Pick<ExecutionSettings, 'leastFreeBytes' | 'mostMemoryShare'>;
}): (running: number) => Promise<BackPressureReason | null> {
  let looked = { at: 0, disk: false, memory: false };
  return async (running) => {
    if (Date.now() - looked.at > 1_000) {
      const free = options.files === null ? Number.POSITIVE_INFINITY : await options.files.freeBytes();
      const memory = (await memoryShare()) > options.settings.mostMemoryShare;
      looked = { at: Date.now(), disk: free < options.settings.leastFreeBytes, memory };
    }
    if (looked.disk) return 'disk';
    // With nothing running, waiting would free no memory: somebody else uses it.
    return looked.memory && running > 0 ? 'memory' : null;
  };
}

/** Share of the memory that this process may use that is in use; the page cache counts as free. */
export async function memoryShare(): Promise<number> {
  return Math.max(machineShare(await readText('/proc/meminfo')), await groupShare());
}

function machineShare(meminfo: string | null): number {
  const total = Number(/MemTotal:\s+(\d+)/.exec(meminfo ?? '')?.[1] ?? Number.NaN);
  const available = Number(/MemAvailable:\s+(\d+)/.exec(meminfo ?? '')?.[1] ?? Number.NaN);
  if (Number.isFinite(total) && Number.isFinite(available)) return 1 - available / total;
  return 1 - freemem() / totalmem();
}

/** Of the container's limit (cgroup v2), where there is one. */
async function groupShare(): Promise<number> {
  const limit = Number(await readText('/sys/fs/cgroup/memory.max')); // "max" is not a number: no limit
  if (!Number.isFinite(limit) || limit <= 0) return 0;
  const used = Number(await readText('/sys/fs/cgroup/memory.current'));
  const cache = Number(/inactive_file (\d+)/.exec((await readText('/sys/fs/cgroup/memory.stat')) ?? '')?.[1] ?? 0);
  return (used - cache) / limit;
}

/** Null where the system has no such file. */
async function readText(path: string): Promise<string | null> {
  return readFile(path, 'utf8').catch(() => null);
}
