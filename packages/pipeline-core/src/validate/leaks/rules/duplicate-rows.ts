import { stepTitle } from '../../step-title';
import type { LeakRule } from '../leak';
import { addBefore } from '../rewrites/small-rewrites';

/** Below this share equal rows are few enough to be chance. */
const leastShare = 0.01;
const leastRows = 10;

/** The same row in train and test: the test asks what was learned by heart. */
export const duplicateRows: LeakRule = {
  code: 'duplicate-rows',
  title: 'Equal rows in several parts',
  find: (lint) =>
    lint.splits.flatMap((split) => {
      const { plain, unique } = split.trace;
      const facts = plain === null ? undefined : lint.facts[plain]?.[0];
      const { duplicates = 0, rows = 0 } = facts ?? {};
      if (split.way.by !== 'chance' || unique.length > 0) return [];
      // Folds of rows that are split already: duplicates go before the split, and are told of there when chance makes it.
      const above = lint.splits.find((other) => lint.below(other.step.id).has(split.step.id));
      if (above?.way.by === 'chance') return [];
      if (duplicates < leastRows || duplicates < rows * leastShare) return [];
      const source = lint.document.steps[plain ?? ''];
      const message = `${stepTitle(split.step)}: ${duplicates.toLocaleString('en')} of ${rows.toLocaleString('en')} rows of ${source === undefined ? 'the data' : stepTitle(source)} equal an earlier one, and chance puts them ${split.contract.folds === undefined ? 'into train and test alike' : 'on both sides of a fold'}. Drop duplicates before.`;
      return [
        {
          step: split.step.id,
          about: plain ?? '',
          severity: 'warning' as const,
          message,
          rewrite: addBefore(lint, {
            place: above ?? split,
            title:
              above === undefined
                ? 'Add Drop duplicates before'
                : `Add Drop duplicates before ${stepTitle(above.step)}`,
            steps: [{ type: 'drop-duplicates', params: {} }],
          }),
        },
      ];
    }),
};
