import type { StepId } from '../ids';
import type { RunInput } from '../run/run-spec';
import type { StepContract } from '../steps/define-step';
import type { FoldRegion } from '../validate/fold-regions';

/** Where steps of the drawing stand in a run: the one on all train rows, and one for each fold of those in a region. */
export type StepIndexes = { whole: Map<StepId, number>; folds: Map<StepId, readonly number[]> };

/** The copies of a step that its fold region asks for; none outside of one. */
export function foldCopies(o: {
  id: StepId;
  title: string;
  regions: readonly FoldRegion[];
}): { fold: number; title: string }[] {
  const region = o.regions.find(({ steps }) => steps.includes(o.id));
  if (region === undefined) return [];
  return Array.from({ length: region.k }, (_, fold) => ({
    fold,
    title: `${o.title}, fold ${fold + 1} of ${region.k}`,
  }));
}

/** The index of a step as a fold sees it: its copy of the same fold, or the one there is when it is outside the region. */
export function indexOf({ whole, folds }: StepIndexes, id: StepId, fold?: number): number | undefined {
  const copy = fold === undefined ? undefined : folds.get(id)?.[fold];
  return copy ?? whole.get(id);
}

/** What the copies of a step that gathers have made, for the one on all train rows; nothing for other steps. */
export function gatheredInputs({ gathers }: StepContract, copies: readonly number[]): Record<string, RunInput[]> {
  if (gathers === undefined || copies.length === 0) return {};
  return { [gathers.input]: copies.map((idx) => ({ idx, port: gathers.output })) };
}
