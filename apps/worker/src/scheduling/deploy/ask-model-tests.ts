import type { ModelTest } from '@millrace/db';
import type { JsonObject } from '@millrace/pipeline-core/json';
import { type FailedTest, judgeModelTest, type ModelTestFacts, rowsAsked } from '@millrace/pipeline-core/release';
import type { ServedRelease } from '../../scoring/served-release';
import { answerOf, type Replayed } from './replay-rows';

type Asked = Pick<ServedRelease, 'answer' | 'validator'>;
type SavedTest = Pick<ModelTest, 'name' | 'row' | 'expected'>;

/** Asks a loaded release the rows of all saved tests of its model, as callers ask: which of them it does not pass. */
export async function askModelTests(
  release: Asked,
  { tests, log, signal }: { tests: readonly SavedTest[]; log: (line: string) => void; signal: AbortSignal },
): Promise<ModelTestFacts> {
  const failed: FailedTest[] = [];
  for (const { name, row, expected } of tests) {
    const rows = rowsAsked({ row, expected });
    const answers: Replayed[] = [];
    for (const one of rows ?? []) answers.push(await answerTo(release, { row: one, signal }));
    const { passed, ...words } = judgeModelTest(expected, answers);
    if (!passed) failed.push({ name, row, ...words });
  }
  if (tests.length > 0) log(`Asked ${tests.length} saved tests: ${failed.length} failed.`);
  return { saved: tests.length, failed };
}

/** A release that takes other fields than the one the test was saved with refuses its row, as it would a caller's. */
async function answerTo(release: Asked, { row, signal }: { row: JsonObject; signal: AbortSignal }): Promise<Replayed> {
  const [problem] = release.validator.check(row, { index: 0, extras: 'ignore' });
  if (problem !== undefined) return `${problem.field} is ${problem.seen}, expected ${problem.expected}`;
  return answerOf(release, { input: row, signal });
}
