import { setImmediate } from 'node:timers/promises';
import type { HeldOutRow } from '@millrace/pipeline-core/release';
import { messageOf } from '../../scoring/message-of';
import type { RowAnswer, ServedRelease } from '../../scoring/releases/served-release';

/** What a release says to a row; a text is why it does not. */
export type Replayed = RowAnswer | string;

/**
 * Asks a loaded release held-out rows one by one, as requests are asked, from the first on: as many answers as there was
 * time for until `end`. The rows of a bundle come from all over, so the first ones are no worse than others.
 */
export async function replayRows(o: {
  release: Pick<ServedRelease, 'answer'>;
  rows: readonly HeldOutRow[];
  /** On the clock that tells `now`. */
  end: number;
  now: () => number;
  signal: AbortSignal;
}): Promise<Replayed[]> {
  const { release, rows, end, now, signal } = o;
  const late = AbortSignal.timeout(Math.max(0, Math.ceil(end - now())));
  const given = AbortSignal.any([signal, late]); // a process of its own may be asked a row that it never answers
  const answers: Replayed[] = [];
  for (const { input } of rows) {
    if (now() >= end) break;
    const answer = await answerOf(release, { input, signal, given });
    if (typeof answer === 'string' && late.aborted) break; // it was not given the time
    answers.push(answer);
  }
  return answers;
}

/** A row that is asked until `given` ends; once `signal` is aborted everything is over. */
export type AskedRow = { input: HeldOutRow['input']; signal: AbortSignal; given?: AbortSignal };

/**
 * What a loaded release says to one row, which it is asked until `given` ends; throws once `signal` is aborted. Other work of
 * this process, such as requests, comes in before it.
 */
export async function answerOf(release: Pick<ServedRelease, 'answer'>, asked: AskedRow): Promise<Replayed> {
  try {
    return await askRow(release, asked);
  } catch (error) {
    asked.signal.throwIfAborted();
    return messageOf(error); // a row without an answer is a finding, not the end of the deployment
  }
}

/** The same where what the release throws is looked at. */
export async function askRow(
  release: Pick<ServedRelease, 'answer'>,
  { input, signal, given = signal }: AskedRow,
): Promise<RowAnswer> {
  signal.throwIfAborted();
  await setImmediate(); // scoring may live in this process: its requests come between two answers
  return release.answer(input, given);
}
