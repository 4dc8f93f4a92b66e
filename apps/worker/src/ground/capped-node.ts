import { existsSync } from 'node:fs';

/** What Node itself needs on top of a process's memory, in megabytes. */
const ownMegabytes = 512;

const prlimitPath = ['/usr/bin/prlimit', '/bin/prlimit'].find((path) => existsSync(path)) ?? null;

/** Whether the operating system itself caps the memory of children here (Linux with util-linux). */
export const memoryIsCapped = prlimitPath !== null;

/**
 * All that a child knows of its surroundings. The data engine's allocator keeps address space that it has emptied, and the
 * cap counts it: a warm child that had landed 320 columns once could not do it again.
 */
export const childEnvironment = { TZ: 'UTC', DUCKDB_JE_MALLOC_CONF: 'retain:false' };

/** The most memory that the operating system gives a Node with this cap, in megabytes. */
export function mostMegabytes(capMegabytes: number): number {
  return capMegabytes + ownMegabytes;
}

/** The command of a Node whose heap and memory are capped, and which leaves no core file. */
export function cappedNode(o: { capMegabytes: number; args: readonly string[] }): { command: string; args: string[] } {
  const node = [`--max-old-space-size=${o.capMegabytes}`, ...o.args];
  if (prlimitPath === null) return { command: process.execPath, args: node };
  const bytes = mostMegabytes(o.capMegabytes) * 1024 ** 2;
  return { command: prlimitPath, args: [`--data=${bytes}:${bytes}`, '--core=0:0', process.execPath, ...node] };
}
