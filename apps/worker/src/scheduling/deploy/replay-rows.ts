import { setImmediate } from 'node:timers/promises';
import type { HeldOutRow } from '@millrace/pipeline-core/release';
import { messageOf } from '../../scoring/message-of';
import type { RowAnswer, ServedRelease } from '../../scoring/served-release';

/** So long one release may answer held-out rows: what it has not answered by then is not asked. */
const mostMs = 30_000;

/** What a release says to a row; a text is why it does not. */
export type Replayed = RowAnswer | string;

/**
 * Asks a loaded release held-out rows one by one, as requests are asked, from the first on: as many answers as there was
 * time for. The rows of a bundle come from all over, so the first ones are no worse than others.
 */
export async function replayRows(o: {
  release: Pick<ServedRelease, 'answer'>;
  rows: readonly HeldOutRow[];
  now: () => number;
  signal: AbortSignal;
}): Promise<Replayed[]> {
  const { release, rows, now, signal } = o;
  const end = now() + mostMs;
  const answers: Replayed[] = [];
  for (const { input } of rows) {
    if (now() >= end) break;
    answers.push(await answerOf(release, { input, signal }));
  }
  return answers;
}

/** What a loaded release says to one row. Other work of this process, such as requests, comes in before it. */
export async function answerOf(
  release: Pick<ServedRelease, 'answer'>,
  { input, signal }: { input: HeldOutRow['input']; signal: AbortSignal },
): Promise<Replayed> {
  signal.throwIfAborted();
  await setImmediate(); // scoring may live in this process: its requests come between two answers
  try {
    return await release.answer(input, signal);
  } catch (error) {
    signal.throwIfAborted();
    return messageOf(error); // a row without an answer is a finding, not the end of the deployment
  }
}
