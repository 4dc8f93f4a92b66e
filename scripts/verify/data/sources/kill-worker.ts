import { setTimeout as sleep } from 'node:timers/promises';
import { createRandom } from '@millrace/pipeline-core/seeded-random';
import { sendSignal } from '../../../processes';
import type { VerifyContext } from '../../context';
import type { SourceProject } from './source-project';

export type Kills = {
  kills: number;
  inRuns: number;
  /** Pages that the web server did not answer while the worker was being killed, with the last reason. */
  unanswered: number;
  reason: string;
};

type Killing = { everyMs: number; forMs: number; seed: number; log: VerifyContext['log'] };

/** Two of three kills wait at most so long for a source that is being read, and strike somewhere within its run. */
const lurkMs = 5_000;
const withinRunMs = 400;

/** Kills the worker again and again until the time is over; counts how often a source was being read then. */
export async function killWorker(project: SourceProject, { everyMs, forMs, seed, log }: Killing): Promise<Kills> {
  const random = createRandom(seed);
  const counted: Kills = { kills: 0, inRuns: 0, unanswered: 0, reason: '' };
  const busyNow = () =>
    project.busy().catch((error: unknown) => {
      counted.unanswered += 1;
      counted.reason = String(error).slice(0, 300);
      return 0;
    });
  const begun = Date.now();
  for (let next = everyMs; next <= forMs; next += everyMs) {
    await sleep(begun + next - Date.now());
    if ((next / everyMs) % 3 !== 0) await lurk(busyNow, random.int(withinRunMs));
    const { worker } = project.product.pids();
    if (worker === undefined) continue; // it has just died or is about to start: nothing to kill
    const busy = await busyNow();
    sendSignal(worker, 'SIGKILL');
    counted.kills += 1;
    if (busy > 0) counted.inRuns += 1;
    log(`kill ${counted.kills}: ${busy} sources were being read`);
  }
  return counted;
}

async function lurk(busyNow: () => Promise<number>, withinMs: number): Promise<void> {
  for (const end = Date.now() + lurkMs; Date.now() < end; await sleep(20)) if ((await busyNow()) > 0) break;
  await sleep(withinMs);
}
