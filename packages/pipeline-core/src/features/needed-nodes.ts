import { columnsOf } from '../expression/ast';
import { type FeaturePlan, madeBy, type PlanNode } from './feature-plan';

/** A node that makes columns. */
export type MakingPlanNode = Extract<PlanNode, { expression: string } | { kernel: string }>;

/** The nodes these features need, in plan order, and the source columns they need. Filters and selections are left out. */
export function neededNodes(
  plan: Pick<FeaturePlan, 'nodes'>,
  features: readonly string[],
): { nodes: MakingPlanNode[]; source: Set<string> } {
  const source = new Set(features);
  const nodes: MakingPlanNode[] = [];
  for (const node of [...plan.nodes].reverse()) {
    if (!('expression' in node || 'kernel' in node)) continue;
    const made = madeBy(node).filter((name) => source.delete(name));
    if (made.length === 0) continue;
    for (const name of 'kernel' in node ? node.inputs : columnsOf(node.ast)) source.add(name);
    nodes.push(node);
  }
  return { nodes: nodes.reverse(), source };
}
