import { setTimeout as sleep } from 'node:timers/promises';
import type { KeptProgram } from './keep-running';
import type { Program } from './programs';

const POLL_MILLISECONDS = 100;
const ANSWER_LIMIT = 5000;
const START_LIMIT = 120_000;
/** A program that dies this often before its first answer will not come up by trying again. */
const DEATHS_AT_START = 4;

/** Whether the address answers 2xx. */
export async function isHealthy(url: string): Promise<boolean> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(ANSWER_LIMIT) });
    await response.body?.cancel();
    return response.ok;
  } catch {
    return false; // refused, reset or late: not up yet
  }
}

/**
 * Waits for a program's first healthy answer.
 * @throws when it keeps dying or does not answer in two minutes
 */
export async function waitUntilHealthy(
  program: Program,
  { kept, output, signal }: { kept: KeptProgram; output: string; signal?: AbortSignal | undefined },
): Promise<void> {
  const place = output === 'inherit' ? 'the reason stands above' : `see ${output}`;
  for (const end = Date.now() + START_LIMIT; !(await isHealthy(program.healthUrl)); await sleep(POLL_MILLISECONDS)) {
    signal?.throwIfAborted();
    if (kept.deaths >= DEATHS_AT_START) throw new Error(`${program.name} does not start: ${place}.`);
    if (Date.now() > end) {
      throw new Error(
        `${program.name} did not answer at ${program.healthUrl} within ${START_LIMIT / 1000} s: ${place}.`,
      );
    }
  }
}
