import { setTimeout as sleep } from 'node:timers/promises';
import type { ModelTest } from '@millrace/db';
import type { JsonObject } from '@millrace/pipeline-core/json';
import {
  type FailedTest,
  failedTest,
  judgeModelTest,
  type ModelTestFacts,
  rowsAsked,
} from '@millrace/pipeline-core/release';
import { messageOf } from '../../scoring/message-of';
import { ReleaseAway } from '../../scoring/releases/release-away';
import type { ServedRelease } from '../../scoring/releases/served-release';
import { askRow, type Replayed } from './replay-rows';

type Asked = Pick<ServedRelease, 'answer' | 'validator'>;
type SavedTest = Pick<ModelTest, 'id' | 'name' | 'row' | 'expected'>;

/** So long all saved tests of a model may take: what is not asked by then makes the check weaker, never a failed deployment. */
const mostMs = 60_000;
/** A process that a row has ended is back so soon after, or later. */
const restMs = 200;

type AskOptions = {
  tests: readonly SavedTest[];
  log: (line: string) => void;
  /** Milliseconds on a monotonic clock. */
  now: () => number;
  signal: AbortSignal;
};

/** Asks a loaded release the rows of all saved tests of its model, as callers ask: which of them it does not pass. */
export async function askModelTests(
  release: Asked,
  { tests, log, now, signal }: AskOptions,
): Promise<ModelTestFacts & { failed: readonly FailedTest[] }> {
  const end = now() + mostMs;
  const given = AbortSignal.any([signal, AbortSignal.timeout(mostMs)]);
  const failed: FailedTest[] = [];
  let asked = 0;
  for (const { id, name, row, expected } of tests) {
    const answers: Replayed[] = [];
    for (const one of rowsAsked({ row, expected }) ?? [])
      answers.push(await answerTo(release, { row: one, signal, given }));
    if (now() >= end) break; // it was perhaps not given the time
    asked += 1;
    const { passed, ...words } = judgeModelTest(expected, answers);
    if (!passed) failed.push(failedTest({ id, name, row, expected }, words));
  }
  if (tests.length > 0) log(`Asked ${asked} of ${tests.length} saved tests: ${failed.length} failed.`);
  return { saved: tests.length, asked, failed };
}

/**
 * A release that takes other fields than the one the test was saved with refuses its row, as it would a caller's. One whose
 * process was ended by the row before is waited for: only the row that it had in hand fails.
 */
async function answerTo(
  release: Asked,
  o: { row: JsonObject; signal: AbortSignal; given: AbortSignal },
): Promise<Replayed> {
  const { row: input, signal, given } = o;
  const [problem] = release.validator.check(input, { index: 0, extras: 'ignore' });
  if (problem !== undefined) return `${problem.field} is ${problem.seen}, expected ${problem.expected}`;
  for (;;) {
    try {
      return await askRow(release, { input, signal, given });
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof ReleaseAway) || given.aborted) return messageOf(error);
      await sleep(restMs, undefined, { signal });
    }
  }
}
