import type { Outputs } from '../../client/outputs';
import { FinishButton } from './FinishButton';
import { openSearches } from './open-searches';

type StepRuns = Outputs['runs']['get']['run']['stepRuns'];

/** For each search of a run that still has trials to do: the way to stop it with the best so far. */
export function FinishSearches({ run, stepRuns }: { run: string; stepRuns: StepRuns }) {
  const open = openSearches(stepRuns);
  // Of two searches each button says which one it stops.
  const titleOf = (step: string) => stepRuns.findLast(({ spec }) => spec.step === step)?.spec.title;
  return open.map(({ step, idx }) => (
    <FinishButton
      key={step}
      {...{ run, idx, step }}
      title={open.length > 1 ? titleOf(step) : undefined}
      size="md"
      searches
      live
    />
  ));
}
