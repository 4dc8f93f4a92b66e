import type { RunStep } from '../run/run-spec';
import { isDrawn } from '../run/run-spec';
import { findContract } from '../steps/catalog';
import type { Decision, PlanItem } from './plan-types';

const weight: Record<Decision, number> = { runs: 2, 'may-be-reused': 1, reused: 0 };

/**
 * Plan items by step of the drawing, in their order. Of a search the drawn step says what becomes of it; of the copies of a
 * fold region the one that says most of what is to be done. The time is that of all.
 */
export function itemsByStep(items: readonly PlanItem[]): Map<string, PlanItem> {
  const found = new Map<string, PlanItem>();
  for (const item of items) {
    const before = found.get(item.step);
    if (before === undefined) {
      found.set(item.step, item);
      continue;
    }
    const leads = before.inside === true || (item.inside !== true && weight[item.decision] >= weight[before.decision]);
    found.set(item.step, { ...(leads ? item : before), seconds: before.seconds + item.seconds });
  }
  return found;
}

/** Estimates of the parts of searches with a limit of time: together they take no longer than it lets them. */
export function withinBudget(items: readonly PlanItem[], steps: readonly RunStep[]): PlanItem[] {
  const most = new Map(steps.flatMap(({ spec }) => budgetOf(spec) ?? []));
  const sums = new Map<string, number>();
  const isTrial = ({ inside }: PlanItem) => inside === true;
  for (const item of items.filter(isTrial)) sums.set(item.step, (sums.get(item.step) ?? 0) + item.seconds);
  return items.map((item) => {
    const [limit, sum] = [most.get(item.step), sums.get(item.step)];
    if (!isTrial(item) || limit === undefined || sum === undefined || sum <= limit) return item;
    return { ...item, seconds: (item.seconds * limit) / sum };
  });
}

/** A search with a limit, and its seconds. */
function budgetOf(spec: RunStep['spec']): [string, number][] | null {
  const contract = isDrawn(spec) ? findContract(spec.type) : undefined;
  if (contract?.searches === undefined) return null;
  const params = contract.params.safeParse(spec.params);
  const minutes = params.success ? contract.searches(params.data).minutes : null;
  return minutes === null ? null : [[spec.step, minutes * 60]];
}
