import type { StepId } from '../../../ids';
import { stepTitle } from '../../step-title';
import type { LeakRule } from '../leak';
import type { Lint, Place } from '../lint';
import { addBefore } from '../rewrites/small-rewrites';

/** A table is put below itself, or below a part of itself (oversampling by hand): copies land on both sides. */
export const rowsRepeated: LeakRule = {
  code: 'rows-repeated',
  title: 'Rows repeated before the split',
  find: (lint) =>
    lint.places.flatMap((place) => {
      const { step } = place;
      const split = lint.splits.find((candidate) => lint.below(step.id).has(candidate.step.id));
      if (place.contract.flags.stacksRows !== true || split === undefined || split.trace.unique.length > 0) return [];
      const twice = overlapping(lint, place);
      if (twice === null) return [];
      const [a, b] = twice.map((id) => lint.document.steps[id]);
      const names = [a, b].map((one) => (one === undefined ? '' : stepTitle(one)));
      const message = `${stepTitle(step)}: the rows of ${names[0]} are among those of ${names[1]} too, so copies of a row land in train and test. Give rare classes weights in the trainer, or drop the copies before the split.`;
      return [
        {
          step: step.id,
          about: twice.join(', '),
          severity: 'warning' as const,
          message,
          rewrite: addBefore(lint, {
            place: split,
            title: `Drop the copies before ${stepTitle(split.step)}`,
            steps: [{ type: 'drop-duplicates', params: {} }],
          }),
        },
      ];
    }),
};

/** Two sources of which one is made of the rows of the other by leaving some out. */
function overlapping(lint: Lint, { step }: Place): [StepId, StepId] | null {
  const sources = Object.values(lint.inputs.get(step.id) ?? {}).flat();
  for (const a of sources) {
    for (const b of sources) {
      if (a !== b && chosenFrom(lint, a.step, b.step)) return [a.step, b.step];
    }
  }
  return null;
}

function chosenFrom(lint: Lint, step: StepId, origin: StepId): boolean {
  for (let at: StepId | undefined = step; at !== undefined; ) {
    if (at === origin) return true;
    const contract = lint.places.find((place) => place.step.id === at)?.contract;
    const chooses = contract?.flags.keepsColumns === true || contract?.flags.rowWise === true;
    at = chooses ? Object.values(lint.inputs.get(at) ?? {})[0]?.[0]?.step : undefined;
  }
  return false;
}
