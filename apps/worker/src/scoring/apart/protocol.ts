import { jsonObjectSchema } from '@millrace/pipeline-core/json';
import { z } from 'zod';
import type { RowAnswer } from '../releases/served-release';

/** Milliseconds on the clock that all processes of a machine share; it is never set back. */
export function sharedClock(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}

/** Scoring process to model process: rows to be answered in this order. They were checked, and features looked up. */
export const modelRequestSchema = z.object({
  kind: z.literal('score'),
  batch: z.number().int(),
  /** `until`: nobody waits for the answer after this moment of the shared clock; absent: somebody always does. */
  rows: z.array(z.object({ row: jsonObjectSchema, until: z.number().exactOptional() })),
});
export type ModelRequest = z.output<typeof modelRequestSchema>;
export type AskedRow = ModelRequest['rows'][number];

const recommendedSchema = z.object({
  from: z.enum(['user', 'popular']),
  items: z.array(z.object({ item: z.union([z.string(), z.number()]), score: z.number() })),
});

const rowAnswerSchema = z.object({
  prediction: z.union([z.string(), z.number(), z.null()]),
  probabilities: z.record(z.string(), z.number()).exactOptional(),
  recommended: recommendedSchema.exactOptional(),
  interval: z.object({ low: z.number(), high: z.number() }).exactOptional(),
  output: z.array(z.number()),
  micros: z.object({ features: z.number(), model: z.number() }),
}) satisfies z.ZodType<RowAnswer>;

/**
 * Model process to scoring process. One `opened` or `refused` comes first; then one `scored` for each row of a batch, in
 * the order of its rows and as soon as it is made: an answer, what went wrong, or that its time was over. `ms`: what each of
 * the rows took that were made together, which cannot be seen from outside.
 */
export const modelReplySchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('opened') }),
  z.object({ kind: z.literal('refused'), error: z.string() }),
  z.object({
    kind: z.literal('scored'),
    batch: z.number().int(),
    result: z.union([
      z.object({ answer: rowAnswerSchema }),
      z.object({ error: z.string() }),
      z.object({ over: z.literal(true) }),
    ]),
    ms: z.number().nonnegative().exactOptional(),
  }),
]);
export type ModelReply = z.output<typeof modelReplySchema>;
export type ScoredOne = Extract<ModelReply, { kind: 'scored' }>;
