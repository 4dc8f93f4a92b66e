import { tableIn } from '../../../steps/infer';
import { stepTitle } from '../../step-title';
import type { LeakRule } from '../leak';
import type { Lint, Place } from '../lint';
import { moveSplitBefore } from '../rewrites/move-split';

/** A step that learns constants stands before the split: it has seen the test rows. */
export const fitBeforeSplit: LeakRule = {
  code: 'fit-before-split',
  title: 'Fitted before the split',
  find: (lint) =>
    lint.splits.flatMap((split) => {
      const early = lint.places.filter(
        (place) => learns(lint, place) && lint.below(place.step.id).has(split.step.id) && !isSplit(lint, place),
      );
      return early.map(({ step }) => {
        // The split goes before the first of them, so that one click mends all.
        const first = early.map((place) => moveSplitBefore(lint, split, place.step.id)).find((move) => move !== null);
        const message = `${stepTitle(step)} learns from all rows, also from those ${stepTitle(split.step)} sets aside for the test: results would look better than they are. Move it behind ${stepTitle(split.step)}.`;
        return {
          step: step.id,
          about: split.step.id,
          severity: 'warning' as const,
          message,
          ...(first === undefined ? {} : { rewrite: first }),
        };
      });
    }),
};

function learns(lint: Lint, { step, contract, params }: Place): boolean {
  if (contract.flags.fits !== true) return false;
  const [port] = Object.keys(contract.inputs);
  const table = tableIn(lint.schemas.get(step.id)?.inputs[port ?? '']?.[0] ?? { kind: 'opaque' });
  // Rows that carry a split already are learned from by their train part only.
  return table?.split !== true && contract.learns?.(params, table) !== false;
}

function isSplit(lint: Lint, { step }: Place): boolean {
  return lint.splits.some((split) => split.step.id === step.id);
}
