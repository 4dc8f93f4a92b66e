import { z } from 'zod';
import { edgeSchema, stepSchema } from '../document/pipeline-document';
import { stepIdSchema } from '../ids';
import { jsonSchema } from '../json';

/** A setting on both sides; absent where the drawing does not say and the default holds. */
const settingSchema = z.object({ name: z.string(), before: jsonSchema.optional(), after: jsonSchema.optional() });

/** What switching a difference on does to the drawing of the good run. `before` is good, `after` is bad. */
const changeSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('seed'), before: z.int(), after: z.int() }),
  z.object({ kind: z.literal('parameter'), step: stepIdSchema, setting: settingSchema }),
  /** The step reads what it read in the other run; `settings` are those that say what is read. */
  z.object({ kind: z.literal('data'), step: stepIdSchema, settings: z.array(settingSchema) }),
  z.object({
    kind: z.literal('drawing'),
    steps: z.array(z.object({ id: stepIdSchema, before: stepSchema.nullable(), after: stepSchema.nullable() })),
    edges: z.object({ before: z.array(edgeSchema), after: z.array(edgeSchema) }),
  }),
]);

/** One thing that differs between two runs of a pipeline and that a run can have either way. */
export const differenceSchema = z.object({
  /** Unique among the differences of the two runs, and the same whenever they are listed. */
  id: z.string(),
  /** One sentence: “Most rounds” of “Boosted trees” is 5; it was 200. */
  title: z.string(),
  change: changeSchema,
});
export type Difference = z.output<typeof differenceSchema>;
export type DifferenceKind = Difference['change']['kind'];

/** What differs and no run can take back: the workers have the code of now. */
export const fixedDifferenceSchema = z.object({
  kind: z.enum(['code', 'environment']),
  title: z.string(),
  details: z.array(z.string()),
});
export type FixedDifference = z.output<typeof fixedDifferenceSchema>;
