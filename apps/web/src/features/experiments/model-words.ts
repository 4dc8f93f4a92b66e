import { getContract, isStepType } from '@millrace/pipeline-core/steps';
import { noValue } from '../../lib/format-number';

/** What kind of model a row is about: the trainer of a pipeline by its name, else what the program says. */
export function modelWords({ stepType, model }: { stepType: string | null; model: string | null }): string {
  if (stepType !== null && isStepType(stepType)) return getContract(stepType).title;
  return model ?? noValue;
}
