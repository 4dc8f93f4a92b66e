import { madeBy } from '@millrace/pipeline-core/features';
import type { ModelManifest, SignatureInput } from '@millrace/pipeline-core/release';

/**
 * Inputs with how many numbers a vector has that the model reads as it was sent, and what image they are; vectors that a plan
 * changes have neither.
 */
export function withWidths(
  inputs: readonly SignatureInput[],
  { features, plan }: Pick<ModelManifest, 'features' | 'plan'>,
): SignatureInput[] {
  const made = new Set(plan.nodes.flatMap(madeBy));
  const vectors = new Map(
    features.flatMap((feature) => (feature.kind === 'vector' ? [[feature.name, feature] as const] : [])),
  );
  return inputs.map((input) => {
    const vector = input.type === 'vector' && !made.has(input.name) ? vectors.get(input.name) : undefined;
    if (vector === undefined) return input;
    const { width, image } = vector;
    return { ...input, width, ...(image === undefined ? {} : { image }) };
  });
}
