import { readFileSync } from 'node:fs';

/**
 * Resident memory of a process and all it has started, such as a Python, in bytes; null when it has ended, or the system does
 * not tell. Pages that two of them share count twice.
 */
export function residentBytes(pid: number): number | null {
  const own = read(`/proc/${pid}/status`, (text) => /^VmRSS:\s+(\d+) kB$/m.exec(text)?.[1]);
  if (own === null) return null;
  const children = read(`/proc/${pid}/task/${pid}/children`, (text) => text) ?? '';
  const below = children
    .split(' ')
    .flatMap((child) => (child.trim() === '' ? [] : (residentBytes(Number(child)) ?? [])));
  return below.reduce((sum, bytes) => sum + bytes, Number(own) * 1024);
}

function read(path: string, find: (text: string) => string | undefined): string | null {
  try {
    return find(readFileSync(path, 'utf8')) ?? null;
  } catch {
    return null; // it has ended, or the system does not tell
  }
}
