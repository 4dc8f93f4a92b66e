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
  /** Each answer leaves before the next row is begun: the process has ended lately, and by which row has to be known. */
  oneByOne: z.boolean(),
  /** `until`: nobody waits for the answer after this moment of the shared clock; absent: somebody always does. */
  rows: z.array(z.object({ row: jsonObjectSchema, until: z.number().exactOptional() })),
});
export type ModelRequest = z.output<typeof modelRequestSchema>;
export type AskedRow = ModelRequest['rows'][number];

const recommendedSchema = z.object({
  from: z.enum(['user', 'popular']),
  items: z.array(z.object({ item: z.union([z.string(), z.number()]), score: z.number() })),
});

const warningSchema = z.object({
  field: z.string(),
  problem: z.literal('unseen'),
  seen: z.string(),
  expected: z.string(),
});

const rowAnswerSchema = z.object({
  prediction: z.union([z.string(), z.number(), z.null()]),
  probabilities: z.record(z.string(), z.number()).exactOptional(),
  recommended: recommendedSchema.exactOptional(),
  interval: z.object({ low: z.number(), high: z.number() }).exactOptional(),
  warnings: z.array(warningSchema).exactOptional(),
  output: z.array(z.number()),
  micros: z.object({ features: z.number(), model: z.number() }),
}) satisfies z.ZodType<RowAnswer>;

const rowResultSchema = z.union([
  z.object({ answer: rowAnswerSchema }),
  z.object({ error: z.string() }),
  z.object({ over: z.literal(true) }),
]);
/** What a row came to: an answer, what went wrong, or that its time was over. */
export type RowResult = z.output<typeof rowResultSchema>;

/**
 * Model process to scoring process. One `opened` or `refused` comes first; then `scored` with what the next rows of the
 * batch came to, in their order: those that were made within a millisecond, or together.
 */
export const modelReplySchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('opened') }),
  z.object({ kind: z.literal('refused'), error: z.string() }),
  z.object({
    kind: z.literal('scored'),
    batch: z.number().int(),
    results: z.array(rowResultSchema).min(1),
  }),
]);
export type ModelReply = z.output<typeof modelReplySchema>;
export type ScoredRows = Extract<ModelReply, { kind: 'scored' }>;
