import { z } from 'zod';

export const splitStrategySchema = z.enum([
  'sequential',
  'random',
  'stratified',
  'grouped',
  'time-ordered',
  'expression',
]);
export type SplitStrategy = z.output<typeof splitStrategySchema>;

const countsSchema = z.object({ train: z.number().int(), validation: z.number().int(), test: z.number().int() });
const digestSchema = z.string().regex(/^[0-9a-f]{64}$/);

/** What the marks can be recognised by later: SHA-256 as hex digits. */
export const splitProofSchema = z.object({
  /** The table that was split. */
  table: digestSchema,
  /** Over (row number, part) of every row, by row number. */
  assignment: digestSchema,
  /**
   * Over the batches and the row numbers of the test part: two splits with the same test rows share it, whatever was
   * prepared before them. Looks are counted by it.
   */
  testSet: digestSchema,
});
export type SplitProof = z.output<typeof splitProofSchema>;

/** How many distances two parts of a column lie apart. */
export const partDriftSchema = z.object({
  column: z.string(),
  part: z.enum(['validation', 'test']),
  /** Population stability index against the train rows. */
  psi: z.number(),
  /** Largest distance of the two distribution functions; of numbers only. */
  ks: z.number().nullable(),
});
export type PartDrift = z.output<typeof partDriftSchema>;

/** What was split how, and what to mind about it. Fields that are optional came after the first receipts were kept. */
export const splitReceiptSchema = z.object({
  v: z.literal(1),
  strategy: splitStrategySchema,
  seed: z.number().int(),
  ratios: z.object({ train: z.number(), validation: z.number(), test: z.number() }),
  /** Column or formula that decided. */
  by: z.string().optional(),
  gap: z.number().optional(),
  /** The column to predict, where one was marked or chosen. */
  target: z.string().optional(),
  /** Rows of the file are in seeded random order. */
  shuffled: z.boolean().optional(),
  counts: countsSchema,
  /** Rows in no part: inside a gap, without a time, or where the rule has no answer. They are not in the table. */
  leftOut: z.number().int().optional(),
  /** Rows per class and part, for a categorical target. */
  perClass: z.record(z.string(), countsSchema).optional(),
  drift: z.array(partDriftSchema).optional(),
  warnings: z.array(z.object({ code: z.string(), message: z.string() })),
  proof: splitProofSchema.optional(),
});
export type SplitReceipt = z.output<typeof splitReceiptSchema>;
