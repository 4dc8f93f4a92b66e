import type { Decision, PlanItem } from '@millrace/pipeline-core/plan';

const weight: Record<Decision, number> = { runs: 2, 'may-be-reused': 1, reused: 0 };

/** Plan items by step: of the copies of a fold region the one that says most of what is to be done, with the time of all. */
export function itemsByStep(items: readonly PlanItem[]): Map<string, PlanItem> {
  const found = new Map<string, PlanItem>();
  for (const item of items) {
    const before = found.get(item.step);
    if (before === undefined) {
      found.set(item.step, item);
      continue;
    }
    const leading = weight[item.decision] >= weight[before.decision] ? item : before;
    found.set(item.step, { ...leading, seconds: before.seconds + item.seconds });
  }
  return found;
}
