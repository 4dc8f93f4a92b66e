import type { JsonObject } from '@millrace/pipeline-core/json';
import { z } from 'zod';
import { damagedModel } from '../../damaged-model';
import type { StoredModel } from '../../model-runtime';

/** Types of cells that a model may read: numbers of several widths, and texts. */
export const inputTypes = ['float32', 'float64', 'int64', 'int32', 'bool', 'string'] as const;
export const inputTypeSchema = z.enum(inputTypes);
export type InputType = z.output<typeof inputTypeSchema>;

/**
 * How an imported model is asked and what it answers. `columns`: an input per feature, in the order of the features, [N, 1] or
 * [N]. `matrix`: one input [N, features]. The answer is a number, the probability of each class, or that
 * of one of two.
 */
const factsSchema = z.object({
  v: z.literal(1),
  reads: z.discriminatedUnion('kind', [
    z.object({
      kind: z.literal('columns'),
      inputs: z.array(z.object({ name: z.string(), type: inputTypeSchema, flat: z.boolean() })),
    }),
    z.object({ kind: z.literal('matrix'), name: z.string(), type: inputTypeSchema }),
  ]),
  answers: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('number'), output: z.string() }),
    /** `columns`: where the probability of each of our classes stands. */
    z.object({ kind: z.literal('classes'), output: z.string(), columns: z.array(z.number().int().nonnegative()) }),
    /** `flipped`: the file speaks of the class that is our first. */
    z.object({ kind: z.literal('second'), output: z.string(), flipped: z.boolean() }),
  ]),
});
export type ImportedFacts = z.output<typeof factsSchema>;

export function encodeImported(facts: ImportedFacts): JsonObject {
  return factsSchema.parse(facts);
}

/** Throws `model-damaged` unless the facts are of this version and fit the features. */
export function decodeImported(stored: StoredModel): ImportedFacts {
  const facts = factsSchema.safeParse(stored.json);
  if (!facts.success)
    throw damagedModel({ seen: 'another manifest', expected: 'an imported model of version 1', cause: facts.error });
  const { reads } = facts.data;
  if (reads.kind === 'columns' && reads.inputs.length !== stored.features.length)
    throw damagedModel({
      seen: `${reads.inputs.length} inputs`,
      expected: `${stored.features.length}, one per feature`,
    });
  return facts.data;
}
