import type { Outputs } from '../../client/outputs';
import { FinishButton } from './FinishButton';
import { openSearches } from './open-searches';

type StepRuns = Outputs['runs']['get']['run']['stepRuns'];

/** For each search of a run that still has trials to do: the way to stop it with the best so far. */
export function FinishSearches({ run, stepRuns }: { run: string; stepRuns: StepRuns }) {
  return openSearches(stepRuns).map(({ step, idx }) => (
    <FinishButton key={step} run={run} idx={idx} step={step} size="md" searches live />
  ));
}
