import { explainExpression } from '@millrace/pipeline-core/expression';
import { neededNodes, type PlanNode } from '@millrace/pipeline-core/features';
import type { ModelManifest } from '@millrace/pipeline-core/release';

/**
 * What has to happen to cells as they came before the model can read them, a line a step; nothing for a model that reads
 * them as they came. An exported model has none of it inside.
 */
export function describePreparation({ plan, features }: Pick<ModelManifest, 'plan' | 'features'>): string[] {
  const { nodes } = neededNodes(
    plan,
    features.map(({ name }) => name),
  );
  return nodes.map(sentence);
}

function sentence(node: PlanNode): string {
  if ('expression' in node) return `"${node.expression}" = ${shortened(explainExpression(node.ast))}`;
  if ('kernel' in node) return `${node.outputs.length} columns from ${node.kernel} of "${node.inputs[0]}"`;
  if ('filter' in node) return `only rows with ${shortened(explainExpression(node.filter))}`;
  return `the columns ${node.select.map((name) => `"${name}"`).join(', ')}`;
}

/** A list of a thousand categories says nothing to anybody. */
function shortened(text: string): string {
  return text.length <= 300 ? text : `${text.slice(0, 300)}…`;
}
