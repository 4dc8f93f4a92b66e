import { z } from 'zod';
import { artifactHashSchema } from '../ids';
import { jsonObjectSchema } from '../json';
import { planNodeSchema } from './feature-plan';

/** A Transformer artifact: what a step learned from train rows, and the plan nodes that follow from it. */
export const fittedSchema = z.object({
  v: z.literal(1),
  type: z.string(),
  version: z.number().int(),
  fittedOn: z.object({ table: artifactHashSchema, rows: z.number().int() }),
  /** Step-specific constants; the contract's `fitted` schema parses them. */
  state: jsonObjectSchema,
  nodes: z.array(planNodeSchema),
});
export type Fitted = z.output<typeof fittedSchema>;
