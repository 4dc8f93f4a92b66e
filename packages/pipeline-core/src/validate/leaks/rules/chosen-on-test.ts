import { stepTitle } from '../../step-title';
import type { LeakRule } from '../leak';
import type { Lint, Place } from '../lint';
import { arriving } from '../lint';
import { changeSettings } from '../rewrites/small-rewrites';

/** The best of several models is chosen on the rows that are to have the last word, while others are there for it. */
export const chosenOnTest: LeakRule = {
  code: 'chosen-on-test',
  title: 'Chosen on the test rows',
  find: (lint) =>
    lint.places.flatMap((place) => {
      const { step, contract, params } = place;
      const choice = contract.choosesOn;
      if (choice === undefined || params[choice.param] !== 'test' || !hasValidation(lint, place)) return [];
      // Behind Cross-validate the mean over the folds decides, whatever part is named.
      if (arriving(lint, step.id, choice.rows)?.table.folds !== undefined) return [];
      if ((lint.inputs.get(step.id)?.[choice.models] ?? []).length < 2) return [];
      const message = `${stepTitle(step)} chooses on the test rows: the best of several looks better there than it is, and nothing is left to check it. Choose on the validation rows; the test rows keep the last word.`;
      return [
        {
          step: step.id,
          about: choice.param,
          severity: 'warning' as const,
          param: choice.param,
          message,
          rewrite: changeSettings(step.id, 'Choose on validation rows', { [choice.param]: 'validation' }),
        },
      ];
    }),
};

function hasValidation(lint: Lint, { step }: Place): boolean {
  return lint.splits.some((split) => split.way.parts.includes('validation') && lint.below(split.step.id).has(step.id));
}
