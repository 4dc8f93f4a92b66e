import { jsonObjectSchema } from '@millrace/pipeline-core/json';
import { z } from 'zod';
import type { RowAnswer } from '../served-release';

/** Scoring process to model process: rows to be answered in this order. They were checked, and features looked up. */
export const modelRequestSchema = z.object({
  kind: z.literal('score'),
  batch: z.number().int(),
  rows: z.array(jsonObjectSchema),
});
export type ModelRequest = z.output<typeof modelRequestSchema>;

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
 * Model process to scoring process. One `opened` or `refused` comes first; then one `scored` to each batch, with an answer
 * or what went wrong for each of its rows.
 */
export const modelReplySchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('opened') }),
  z.object({ kind: z.literal('refused'), error: z.string() }),
  z.object({
    kind: z.literal('scored'),
    batch: z.number().int(),
    answers: z.array(z.union([z.object({ answer: rowAnswerSchema }), z.object({ error: z.string() })])),
  }),
]);
export type ModelReply = z.output<typeof modelReplySchema>;
export type ScoredBatch = Extract<ModelReply, { kind: 'scored' }>;
