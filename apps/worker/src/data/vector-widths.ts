import { madeBy } from '@millrace/pipeline-core/features';
import type { ModelManifest, SignatureInput } from '@millrace/pipeline-core/release';

/** Inputs with how many numbers a vector has that the model reads as it was sent; vectors that a plan changes have none. */
export function withWidths(
  inputs: readonly SignatureInput[],
  { features, plan }: Pick<ModelManifest, 'features' | 'plan'>,
): SignatureInput[] {
  const made = new Set(plan.nodes.flatMap(madeBy));
  const widths = new Map(
    features.flatMap((feature) => (feature.kind === 'vector' ? [[feature.name, feature.width] as const] : [])),
  );
  return inputs.map((input) => {
    const width = input.type === 'vector' && !made.has(input.name) ? widths.get(input.name) : undefined;
    return width === undefined ? input : { ...input, width };
  });
}
