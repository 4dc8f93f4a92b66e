import { z } from 'zod';

export const foldStrategySchema = z.enum(['k-fold', 'stratified', 'grouped', 'time-series']);
export type FoldStrategy = z.output<typeof foldStrategySchema>;

const countsSchema = z.object({ train: z.number().int(), validation: z.number().int() });

/** Who made the folds of a table, how, and what to mind about it. */
export const foldReceiptSchema = z.object({
  v: z.literal(1),
  strategy: foldStrategySchema,
  k: z.number().int().min(2),
  /** A fold learns from the folds before it only: order of time. */
  expanding: z.boolean(),
  seed: z.number().int(),
  /** The column to predict, where one was marked or chosen. Came after the first receipts were kept. */
  target: z.string().optional(),
  /** Rows each fold learns from and holds out. */
  counts: z.array(countsSchema),
  /** Train rows that are in no fold: learned from only by what is fitted on all of them. */
  without: z.number().int().nonnegative(),
  /** Held-out rows of each class by fold, for a categorical target. */
  perClass: z.record(z.string(), z.array(z.number().int())).optional(),
  warnings: z.array(z.object({ code: z.string(), message: z.string() })),
});
export type FoldReceipt = z.output<typeof foldReceiptSchema>;
