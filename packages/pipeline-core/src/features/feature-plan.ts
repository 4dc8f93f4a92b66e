import { z } from 'zod';
import { expressionSchema } from '../expression/ast';
import { columnSchema } from '../schema/table-schema';
import { kernelNodeSchema } from './kernels/kernel';

/**
 * One step of a feature plan. Expressions add or replace one column, `select` keeps the named ones in this order,
 * `filter` acts on tables only, never on a request; a kernel adds columns that no SQL makes (architecture.md 7).
 */
export const planNodeSchema = z.union([
  z.strictObject({ expression: z.string().min(1), ast: expressionSchema }),
  z.strictObject({ select: z.array(z.string()) }),
  z.strictObject({ filter: expressionSchema }),
  kernelNodeSchema,
]);
export type PlanNode = z.output<typeof planNodeSchema>;

/** Names of the columns that a node makes. */
export function madeBy(node: PlanNode): readonly string[] {
  if ('expression' in node) return [node.expression];
  return 'kernel' in node ? node.outputs : [];
}

/**
 * Source columns that came out of a feature view: a caller sends the keys, and the online store has the rest
 * (architecture.md 7).
 */
export const planLookupSchema = z.strictObject({
  lookup: z.string(),
  /** Source columns that hold the keys of the view, in the order of its keys. */
  key: z.array(z.string()).min(1),
  features: z.array(z.strictObject({ column: z.string(), feature: z.string() })).min(1),
});
export type PlanLookup = z.output<typeof planLookupSchema>;

/**
 * How the columns of a table come about since the last cut. Training, batch work and single requests all follow it,
 * so they cannot drift apart.
 */
export const featurePlanSchema = z.object({
  v: z.literal(1),
  expressionVersion: z.number().int(),
  /** Columns of the table where the plan starts. */
  source: z.array(columnSchema),
  /** Title of the step that cut the plan; absent when it starts at a dataset. */
  cutBy: z.string().optional(),
  /** What of the source is looked up; absent when nothing is. */
  lookups: z.array(planLookupSchema).optional(),
  nodes: z.array(planNodeSchema),
});
export type FeaturePlan = z.output<typeof featurePlanSchema>;
