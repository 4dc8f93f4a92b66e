import { z } from 'zod';

export const splitStrategySchema = z.enum(['sequential', 'random', 'stratified']);
export type SplitStrategy = z.output<typeof splitStrategySchema>;

const countsSchema = z.object({ train: z.number().int(), validation: z.number().int(), test: z.number().int() });

/** Who split what, how, and what to mind about it. */
export const splitReceiptSchema = z.object({
  v: z.literal(1),
  strategy: splitStrategySchema,
  seed: z.number().int(),
  ratios: z.object({ train: z.number(), validation: z.number(), test: z.number() }),
  counts: countsSchema,
  /** Rows per class and part, for a categorical target. */
  perClass: z.record(z.string(), countsSchema).optional(),
  warnings: z.array(z.object({ code: z.string(), message: z.string() })),
});
export type SplitReceipt = z.output<typeof splitReceiptSchema>;
