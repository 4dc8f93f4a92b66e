import type { Step } from '../document/pipeline-document';
import { ancestors } from '../graph/ancestors';
import { graphOf } from '../graph/graph';
import { subgraph } from '../graph/subgraph';
import { partialOrder } from '../graph/topological-order';
import type { StepId } from '../ids';
import { findContract } from '../steps/catalog';
import { clusterOf } from '../steps/queue-of';
import { checkFolds } from '../validate/check-folds';
import { checkStructure } from '../validate/check-structure';
import { foldRegions } from '../validate/fold-regions';
import type { Issue } from '../validate/issue';
import { isError } from '../validate/validate-pipeline';
import { type BuildOptions, type BuiltSpecs, buildSpecs } from './build-specs';
import { withinBudget } from './by-drawn-step';
import { decideSteps } from './decide-steps';
import { missingQueues } from './missing-queues';
import { missingRights } from './missing-rights';
import type { PlanItem, PlanRunOptions, RunPlan } from './plan-types';
import { spreadOf } from './spread-of';
import { summarise } from './summarise';

/**
 * What a run will do, and why:
 * 1. Scope: the whole drawing, or the target and its ancestors; structure and parameters are checked.
 * 2. Leave out steps with errors (nothing starts while there are any, but the others are still told apart), disabled steps
 *    and steps behind one that hands nothing on; what would pass through does.
 * 3. Number the rest in topological order, so that every edge leads from a smaller to a larger index; a step of a fold
 *    region is there once for each fold and once for all train rows.
 * 4. Say which steps need a right that whoever starts the run does not have, or a worker that is not there; the rest of
 *    the plan stands.
 * 5. For each step decide, parents first: it runs, an equal result is reused, or (below a step that runs) it may be. A search
 *    is its rounds and trials, unless its end is there and is reused as one step.
 */
export async function planRun(options: PlanRunOptions): Promise<RunPlan> {
  const { document } = options;
  const whole = graphOf(document);
  const scope =
    options.targetStep === undefined
      ? new Set(whole.nodes)
      : ancestors(whole, [options.targetStep]).add(options.targetStep);
  const structure = [...checkStructure(document, scope), ...checkFolds(document, scope).filter(isError)];
  const broken = faulty(structure);
  const steps = partialOrder(subgraph(whole, scope))
    .map((id) => document.steps[id])
    .filter((step): step is Step => step !== undefined && !broken.has(step.id));
  const { may, workers = [] } = options;
  const cluster = clusterOf(workers);
  const { built, items } = await decided({ ...options, cluster, regions: foldRegions(document, scope) }, steps);
  const kept = [...missingRights(built.steps, may), ...missingQueues(built.steps, cluster)];
  const issues = [...structure, ...built.issues, ...kept];
  const spread = spreadOf(built.steps, { workers, counts: (idx) => items[idx]?.decision !== 'reused' });
  return { ...built, items, issues, spread, summary: summarise(items) };
}

/** Specs, and what becomes of each step. A search whose end is there is one step; only others are taken apart. */
async function decided(
  options: PlanRunOptions & Omit<BuildOptions, 'steps' | 'inOne'>,
  steps: readonly Step[],
): Promise<{ built: BuiltSpecs; items: PlanItem[] }> {
  const searches = new Set(steps.flatMap(({ id, type }) => (findContract(type)?.searches === undefined ? [] : [id])));
  const inOne = buildWhatCan({ ...options, inOne: searches }, steps);
  const found = await decideSteps({ ...options, steps: inOne.steps });
  const ended = new Set(
    found.flatMap(({ step, decision }) => (searches.has(step) && decision === 'reused' ? [step] : [])),
  );
  if (ended.size === searches.size) return { built: inOne, items: found };
  const built = buildWhatCan({ ...options, inOne: ended }, steps);
  const items = await decideSteps({ ...options, steps: built.steps });
  return { built, items: withinBudget(items, built.steps) };
}

/** Specs of the steps that have all they refer to; errors of the others stay, and what is behind them is left out. */
function buildWhatCan(options: Omit<BuildOptions, 'steps'>, steps: readonly Step[]): BuiltSpecs {
  const built = buildSpecs({ ...options, steps });
  const broken = faulty(built.issues);
  if (broken.size === 0) return built;
  const rest = buildSpecs({ ...options, steps: steps.filter((step) => !broken.has(step.id)) });
  return { ...rest, issues: [...built.issues.filter(isError), ...rest.issues] };
}

/** Steps with an error of their own. */
function faulty(issues: readonly Issue[]): Set<StepId> {
  return new Set(issues.filter(isError).flatMap(({ step }) => step ?? []));
}
