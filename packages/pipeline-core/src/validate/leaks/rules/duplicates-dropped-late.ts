import { stepTitle } from '../../step-title';
import type { LeakRule } from '../leak';
import { arriving } from '../lint';
import { moveBeforeSplit } from '../rewrites/move-before-split';

/** Equal rows are dropped when they have been handed out to train and test already: which part keeps them is chance. */
export const duplicatesDroppedLate: LeakRule = {
  code: 'duplicates-dropped-late',
  title: 'Duplicates dropped after the split',
  find: (lint) =>
    lint.places.flatMap((place) => {
      const { step, contract, params } = place;
      if (contract.keepsOneOf === undefined || contract.flags.keepsColumns !== true) return [];
      const arrived = arriving(lint, step.id, Object.keys(contract.inputs)[0] ?? '');
      if (arrived?.table.split !== true) return [];
      const split = lint.splits.find((candidate) => lint.below(candidate.step.id).has(step.id));
      const columns = contract.keepsOneOf(params);
      // What was dropped before the split as well is not there any more.
      const again = split?.trace.unique.some((names) => sameSet(names, columns)) === true;
      if (split === undefined || again) return [];
      const rewrite = moveBeforeSplit(lint, split, place);
      const message = `${stepTitle(step)} stands behind ${stepTitle(split.step)}: equal rows were handed out to train and test before, and which of them stays is chance. Drop them before the split.`;
      return [
        {
          step: step.id,
          about: split.step.id,
          severity: 'warning' as const,
          message,
          ...(rewrite === null ? {} : { rewrite }),
        },
      ];
    }),
};

function sameSet(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((name) => b.includes(name));
}
