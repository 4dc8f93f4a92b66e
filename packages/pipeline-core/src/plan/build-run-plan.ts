import type { Step } from '../document/pipeline-document';
import { ancestors } from '../graph/ancestors';
import { graphOf } from '../graph/graph';
import { subgraph } from '../graph/subgraph';
import { topologicalOrder } from '../graph/topological-order';
import { checkStructure } from '../validate/check-structure';
import type { Issue } from '../validate/issue';
import { buildSpecs } from './build-specs';
import { decideSteps } from './decide-steps';
import { missingRights } from './missing-rights';
import type { PlanRunOptions, RunPlan } from './plan-types';
import { summarise } from './summarise';

/**
 * What a run will do, and why:
 * 1. Scope: the whole drawing, or the target and its ancestors; structure and parameters are checked.
 * 2. Leave out disabled steps and steps behind one that hands nothing on; what would pass through does.
 * 3. Number the rest in topological order, so that every edge leads from a smaller to a larger index.
 * 4. Say which steps need a right that whoever starts the run does not have; the rest of the plan stands.
 * 5. For each step decide, parents first: it runs, an equal result is reused, or (below a step that runs) it may be.
 */
export async function planRun(options: PlanRunOptions): Promise<RunPlan> {
  const { document } = options;
  const whole = graphOf(document);
  const scope =
    options.targetStep === undefined
      ? new Set(whole.nodes)
      : ancestors(whole, [options.targetStep]).add(options.targetStep);
  const issues: Issue[] = checkStructure(document, scope);
  const order = topologicalOrder(subgraph(whole, scope));
  if (order === null || issues.some((issue) => issue.severity === 'error')) return emptyPlan(issues);

  const steps = order.map((id) => document.steps[id]).filter((step): step is Step => step !== undefined);
  const built = buildSpecs({ ...options, steps });
  issues.push(...built.issues);
  if (issues.some((issue) => issue.severity === 'error')) return emptyPlan(issues, built.leftOut);
  issues.push(...missingRights(built.steps, options.may));
  const items = await decideSteps({ ...options, steps: built.steps });
  return { ...built, items, issues, summary: summarise(items) };
}

function emptyPlan(issues: Issue[], leftOut: RunPlan['leftOut'] = []): RunPlan {
  return { steps: [], edges: [], items: [], leftOut, issues, summary: summarise([]) };
}
