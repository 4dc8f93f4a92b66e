import type { Clue } from '../clue';
import type { StepPast, Suspect } from '../step-past';

/** Less memory or less time than before. More of either explains no failure. */
export function limitSuspects(now: StepPast, before: StepPast, clue: Clue): Suspect[] {
  const [was, is] = [before.spec.limits, now.spec.limits];
  const suspects: Suspect[] = [];
  if (is.megabytes < was.megabytes)
    suspects.push({
      ...{
        kind: 'limits',
        title: `It may use ${is.megabytes} MB of memory instead of ${was.megabytes} MB.`,
        details: [],
      },
      score: clue.limit === 'memory' ? 100 : clue.machine ? 50 : 10,
    });
  if (is.seconds < was.seconds)
    suspects.push({
      ...{ kind: 'limits', title: `It may take ${is.seconds} s instead of ${was.seconds} s.`, details: [] },
      score: clue.limit === 'time' ? 100 : 10,
    });
  return suspects;
}
