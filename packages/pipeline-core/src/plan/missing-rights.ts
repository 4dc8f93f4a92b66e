import type { Right } from '../access/roles';
import type { RunStep } from '../run/run-spec';
import { getContract } from '../steps/catalog';
import type { Issue } from '../validate/issue';

/** Steps that need more than the right to run: each that whoever starts the run may not do is an error. */
export function missingRights(steps: readonly RunStep[], may: (right: Right) => boolean): Issue[] {
  return steps.flatMap(({ spec }) => {
    const { right } = getContract(spec.type);
    if (right === undefined || may(right)) return [];
    return {
      code: missingRight,
      severity: 'error',
      step: spec.step,
      message: `${spec.title} needs the right “${right}”. Disable the step, run to the step before it, or ask somebody who has it.`,
    };
  });
}

/** Code of these issues, and of the refusal to start that comes of them. */
export const missingRight = 'missing-right';
