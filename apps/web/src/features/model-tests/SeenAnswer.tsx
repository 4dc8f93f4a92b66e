import type { JsonObject } from '@millrace/pipeline-core/json';
import type { Expectation } from '@millrace/pipeline-core/release';
import { Notice } from '../../ui/Notice';
import { failsBySeen } from './seen-answer';
import type { TestStart } from './use-test-draft';

/** Said while a test is written: the answer that it was made from does not pass it, which may be the point of it. */
export function SeenAnswer(of: { start: TestStart; row: JsonObject | null; expected: Expectation }) {
  const why = failsBySeen(of.start, of.row, of.expected);
  if (why === null) return null;
  return (
    <div aria-live="polite" data-testid="seen-answer">
      <Notice tone="warning" title="The answer here does not pass this test">
        {`${why} It can be saved: a release that answers so is held back then.`}
      </Notice>
    </div>
  );
}
