import type { Clue } from '../clue';
import type { StepPast, Suspect } from '../step-past';
import { otherNode } from './machine';

/** Another version of the code that executes the type. Node is part of its hash: where that changed, it is told instead. */
export function codeSuspects(now: StepPast, before: StepPast, clue: Clue): Suspect[] {
  const [was, is] = [before.spec.codeHash, now.spec.codeHash];
  const details =
    was === undefined || is === undefined ? [] : [`Version ${was.slice(0, 8)} then, ${is.slice(0, 8)} now.`];
  if (now.spec.type !== before.spec.type || now.spec.version !== before.spec.version)
    return [{ kind: 'code', title: 'The step is of another type or version.', details, score: clue.bug ? 95 : 60 }];
  if (details.length === 0 || was === is || otherNode(now, before)) return [];
  return [{ kind: 'code', title: 'The code of the step changed.', details, score: clue.bug ? 90 : 40 }];
}
