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
  /** What answers today, asked what the release does not pass: whoever decides sees whether it is worse. */
  champion?: { name: string; served: Asked } | null;
  log: (line: string) => void;
  /** Milliseconds on a monotonic clock. */
  now: () => number;
  signal: AbortSignal;
};

/** Asks a loaded release the rows of all saved tests of its model, as callers ask: which of them it does not pass. */
export async function askModelTests(
  release: Asked,
  { tests, champion = null, log, now, signal }: AskOptions,
): Promise<ModelTestFacts & { failed: readonly FailedTest[] }> {
  const end = now() + mostMs;
  const given = AbortSignal.any([signal, AbortSignal.timeout(mostMs)]);
  const missed: { test: SavedTest; facts: FailedTest }[] = [];
  let asked = 0;
  const ask = async (whom: Asked, { row, expected }: SavedTest) => {
    const answers: Replayed[] = [];
    for (const one of rowsAsked({ row, expected }) ?? [])
      answers.push(await answerTo(whom, { row: one, signal, given }));
    return now() >= end ? null : judgeModelTest(expected, answers); // it was perhaps not given the time
  };
  for (const test of tests) {
    const outcome = await ask(release, test);
    if (outcome === null) break;
    asked += 1;
    if (!outcome.passed) missed.push({ test, facts: failedTest(test, outcome) });
  }
  // In the time that is left: what answers today is asked for comparison only.
  if (champion !== null) {
    for (const { test, facts } of missed)
      if ((await ask(champion.served, test))?.passed === false) facts.alsoFailedBy = champion.name;
  }
  const failed = missed.map(({ facts }) => facts);
  if (tests.length > 0) log(askedWords({ asked, of: tests.length, failed }));
  return { saved: tests.length, asked, failed };
}

function askedWords({ asked, of, failed }: { asked: number; of: number; failed: readonly FailedTest[] }): string {
  const too = failed.filter(({ alsoFailedBy }) => alsoFailedBy !== undefined).length;
  const known = too === 0 ? '' : `, ${too} of them with what answers today, too`;
  return `Asked ${asked} of ${of} saved tests: ${failed.length} failed${known}.`;
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
