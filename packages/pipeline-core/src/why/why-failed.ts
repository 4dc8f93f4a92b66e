import { type Clue, clueOf } from './clue';
import type { StepPast, Suspect } from './step-past';
import { codeSuspects } from './suspects/code';
import { dataSuspects, pairsOf } from './suspects/data';
import { limitSuspects } from './suspects/limits';
import { machineSuspects } from './suspects/machine';
import { settingSuspects } from './suspects/settings';
import { upstreamSuspects } from './suspects/upstream';

/**
 * What differs between a step that failed and the last time it worked, the best explanation of its error first. Each
 * difference begins with what is known of such failures (a setting more often than a machine) and gains when the error
 * names it: its column, its setting, its limit. Nothing upstream is suspected where the step read the very same content.
 */
export function whyFailed(failed: StepPast, worked: StepPast): Suspect[] {
  if (failed.error === null) return [];
  const clue: Clue = clueOf(failed.error);
  const sameInputs = isSameRead(failed, worked);
  const suspects = [
    ...limitSuspects(failed, worked, clue),
    ...codeSuspects(failed, worked, clue),
    ...settingSuspects(failed, worked, clue),
    ...machineSuspects(failed, worked, clue),
    ...(sameInputs ? [] : [...upstreamSuspects(failed, worked, clue), ...dataSuspects(failed, worked, clue)]),
  ];
  return suspects.sort((a, b) => b.score - a.score);
}

/** Every table is the same; a step without tables may have read something else all the same. */
function isSameRead(failed: StepPast, worked: StepPast): boolean {
  if (failed.tables.length === 0 || failed.tables.length !== worked.tables.length) return false;
  return pairsOf(failed, worked).length === 0;
}
