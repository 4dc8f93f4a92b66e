import { writeFileSync } from 'node:fs';
import os from 'node:os';

/** A tenth of the time where somebody else wants all of it: enough to come to an end on a machine that is never idle. */
export const YIELDING = 10;

/**
 * Lets a process, and what it will start, compute when nothing else wants to. It should lead a session of its own
 * (`detached`): Linux shares the processors out among sessions first, where it groups them (autogroup).
 */
export function yieldToOthers(pid: number): void {
  try {
    os.setPriority(pid, YIELDING);
    if (process.platform === 'linux') writeFileSync(`/proc/${pid}/autogroup`, String(YIELDING));
  } catch {
    // It has ended already, or this system does not group sessions.
  }
}
