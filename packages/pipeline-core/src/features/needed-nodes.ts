import { columnsOf } from '../expression/ast';
import type { FeaturePlan, PlanNode } from './feature-plan';

export type ExpressionPlanNode = Extract<PlanNode, { expression: string }>;

/** The expressions these features need, in plan order, and the source columns they need. Filters and selections are left out. */
export function neededNodes(
  plan: Pick<FeaturePlan, 'nodes'>,
  features: readonly string[],
): { nodes: ExpressionPlanNode[]; source: Set<string> } {
  const source = new Set(features);
  const nodes: ExpressionPlanNode[] = [];
  for (const node of [...plan.nodes].reverse()) {
    if (!('expression' in node) || !source.delete(node.expression)) continue;
    for (const name of columnsOf(node.ast)) source.add(name);
    nodes.push(node);
  }
  return { nodes: nodes.reverse(), source };
}
