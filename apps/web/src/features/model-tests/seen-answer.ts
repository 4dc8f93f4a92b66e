import { canonicalJson, type JsonObject } from '@millrace/pipeline-core/json';
import { type Expectation, judgeModelTest } from '@millrace/pipeline-core/release';
import type { TestStart } from './use-test-draft';

/**
 * Why the answer that a test begins with does not pass it as it stands; null where it does, where the row is another one by
 * now, and for a direction, which takes two answers.
 */
export function failsBySeen(start: TestStart, row: JsonObject | null, expected: Expectation): string | null {
  if (!('answer' in start) || start.answer === null || row === null || expected.kind === 'direction') return null;
  if (canonicalJson(start.row) !== canonicalJson(row)) return null;
  const outcome = judgeModelTest(expected, [start.answer]);
  return outcome.passed ? null : `Expected is ${outcome.expected}, and the answer here is ${outcome.seen}.`;
}
