import { guestFailure, notFencedIn } from '../../guests/guest-errors';
import type { GuestEnvironment } from '../../guests/guest-grant';
import { readGuestState } from '../../guests/guest-state';
import { runGuest } from '../../guests/run-guest';
import type { ExecutorJob } from '../executor';
import { guestLog } from './guest-log';

type Job = Pick<ExecutorJob<{ seconds: number }>, 'params' | 'title' | 'guests' | 'limits' | 'signal' | 'log' | 'seed'>;

/** Runs a program of the guest's folder to its end; what it says is in the log meanwhile. Throws what went wrong with it. */
export async function runCode(
  job: Job,
  options: { environment: GuestEnvironment; folder: string; program: string; args?: readonly string[] },
): Promise<void> {
  const { environment, folder, program, args = [] } = options;
  const fenced = job.guests?.fenced === true;
  const { seconds } = job.params;
  const megabytes = job.limits.memoryMegabytes;
  if (!fenced) job.log('warning', notFencedIn);
  const end = await runGuest({
    ...{ environment, fenced, folder, seconds, megabytes },
    // Not -I: that would leave out the seed below; the variables are ours, and packages of the user are not read.
    args: ['-s', '-B', '-u', program, ...args],
    // Sets and dicts of texts are in the same order every time.
    variables: { PYTHONHASHSEED: String(job.seed % 2 ** 32), MILLRACE_SEED: String(job.seed) },
    threads: job.limits.threads,
    signal: job.signal,
    line: guestLog(job.log),
  });
  const failure = guestFailure(
    { title: job.title, environment, fenced, seconds, megabytes },
    end,
    await readGuestState(folder),
  );
  if (failure !== null) throw failure;
}
