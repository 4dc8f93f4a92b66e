import { z } from 'zod';

/** Settings of trees whose answers are averaged. */
export const baggingParamsSchema = z.object({
  trees: z.number().int().min(1).max(10_000).default(100),
  /** Rows drawn with replacement for each tree, as a share of all; 0: every tree sees all rows. */
  drawnShare: z.number().min(0).max(1).default(1),
  /** Share of the columns that a split chooses from; 0: the square root of their number for classes, half of them for numbers. */
  columnShare: z.number().min(0).max(1).default(0),
  /** 0: chosen by what errs least on train rows that a tree has not seen. */
  minRowsPerLeaf: z.number().int().min(0).default(1),
  /** Splits from the root to the deepest leaf; 0: no limit. */
  maxDepth: z.number().int().min(0).default(0),
  maxBins: z.number().int().min(2).max(255).default(255),
  classWeights: z.enum(['none', 'balanced']).default('none'),
});
export type BaggingParams = z.output<typeof baggingParamsSchema>;
