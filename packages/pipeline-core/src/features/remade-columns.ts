import type { FeaturePlan } from './feature-plan';

/** Columns that a step has replaced or added: their values are not those a caller would send. */
export function remadeColumns(plan: Pick<FeaturePlan, 'nodes'>): ReadonlySet<string> {
  return new Set(plan.nodes.flatMap((node) => ('expression' in node ? [node.expression] : [])));
}
