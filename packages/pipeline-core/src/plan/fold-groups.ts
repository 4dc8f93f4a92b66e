import type { RunSpec } from '../run/run-spec';
import { findContract } from '../steps/catalog';

/** A step of a plan, or of a run. */
export type PlacedStep = { idx: number; queue: string; spec: RunSpec };

/** The steps of a run that stand for one fold region: each copy for a fold, and the ones on all train rows. */
export type FoldGroup = { opener: RunSpec; copies: PlacedStep[] };

/**
 * The fold regions of a run, told from its steps alone: a copy for a fold belongs to the step that made its folds, which it
 * reads from at once or through other copies. Parents come before their children.
 */
export function foldGroups(steps: readonly PlacedStep[]): FoldGroup[] {
  const byIdx = new Map(steps.map((step) => [step.idx, step]));
  const openers = new Map<string, number>();
  for (const { spec } of steps) {
    if (spec.fold === undefined || openers.has(spec.step)) continue;
    const parents = Object.values(spec.inputs).flat();
    for (const { idx } of parents) {
      const parent = byIdx.get(idx)?.spec;
      if (parent === undefined) continue;
      const opener = makesFolds(parent) ? idx : openers.get(parent.step);
      if (opener !== undefined) openers.set(spec.step, opener);
    }
  }
  return [...new Set(openers.values())].flatMap((idx): FoldGroup[] => {
    const opener = byIdx.get(idx)?.spec;
    const copies = steps.filter(({ spec }) => openers.get(spec.step) === idx && spec.inside === undefined);
    return opener === undefined ? [] : [{ opener, copies }];
  });
}

function makesFolds({ type, fold }: RunSpec): boolean {
  return fold === undefined && findContract(type)?.folds !== undefined;
}
