import { z } from 'zod';
import { hashedText, hashedTextStateSchema, type TextFunction, tfIdf, tfIdfStateSchema } from './text-weights';

const common = {
  version: z.literal(1),
  /** The text column it reads. */
  inputs: z.tuple([z.string().min(1)]),
  /** Columns it makes, all numbers: one for each value, in order. */
  outputs: z.array(z.string().min(1)).min(1),
};

/**
 * Plan nodes that are one function for blocks of rows and for requests, never SQL (architecture.md 7). A change of what a
 * kernel answers gets a new version beside the old one.
 */
export const kernelNodeSchema = z.discriminatedUnion('kernel', [
  z.strictObject({ kernel: z.literal('tf-idf'), ...common, state: tfIdfStateSchema }),
  z.strictObject({ kernel: z.literal('hashed-text'), ...common, state: hashedTextStateSchema }),
]);
export type KernelNode = z.output<typeof kernelNodeSchema>;

/** The function of a node; it answers as many numbers as the node has outputs. */
export function openKernel(node: KernelNode): TextFunction {
  switch (node.kernel) {
    case 'tf-idf':
      return tfIdf(node.state);
    case 'hashed-text':
      return hashedText(node.state);
  }
}
