import { tableIn } from '../../../steps/infer';
import { stepTitle } from '../../step-title';
import type { LeakRule } from '../leak';
import type { Lint, Place, SplitPlace } from '../lint';
import { moveSplitBefore } from '../rewrites/move-split';

/** A step that learns constants stands before the split, or before the folds: it has seen the rows set aside. */
export const fitBeforeSplit: LeakRule = {
  code: 'fit-before-split',
  title: 'Fitted before the split',
  find: (lint) =>
    lint.splits.flatMap((split) => {
      const early = lint.places.filter((place) => isEarly(lint, place, split));
      return early.map(({ step }) => {
        // The split goes before the first of them, so that one click mends all.
        const first = early.map((place) => moveSplitBefore(lint, split, place.step.id)).find((move) => move !== null);
        const aside = makesFolds(split) ? 'holds out of each fold' : 'sets aside for the test';
        const message = `${stepTitle(step)} learns from all rows, also from those ${stepTitle(split.step)} ${aside}: results would look better than they are. Move it behind ${stepTitle(split.step)}.`;
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

function isEarly(lint: Lint, place: Place, split: SplitPlace): boolean {
  const below = lint.below(place.step.id);
  if (!below.has(split.step.id) || isSplit(lint, place) || !learns(lint, place, split)) return false;
  // Above a split and folds behind it: the split is told first, and the folds when it has moved.
  return !lint.splits.some(
    (other) => other !== split && below.has(other.step.id) && lint.below(other.step.id).has(split.step.id),
  );
}

function learns(lint: Lint, { step, contract, params }: Place, split: SplitPlace): boolean {
  if (contract.flags.fits !== true) return false;
  const [port] = Object.keys(contract.inputs);
  const table = tableIn(lint.schemas.get(step.id)?.inputs[port ?? '']?.[0] ?? { kind: 'opaque' });
  // Rows that carry a split are learned from by their train part only; without folds that is all that a fold holds out.
  const apart = makesFolds(split) ? table?.folds !== undefined : table?.split === true;
  return !apart && contract.learns?.(params, table) !== false;
}

function makesFolds({ contract }: Place): boolean {
  return contract.folds !== undefined;
}

function isSplit(lint: Lint, { step }: Place): boolean {
  return lint.splits.some((split) => split.step.id === step.id);
}
