import { z } from 'zod';

/** Settings of the boosted trees; the defaults are meant to work untouched. */
export const forestParamsSchema = z.object({
  /** Most boosting rounds; early stopping usually ends sooner. */
  rounds: z.number().int().min(1).max(10_000).default(300),
  learningRate: z.number().positive().max(1).default(0.1),
  /** Most leaves per tree. */
  leaves: z.number().int().min(2).max(4096).default(31),
  /** Splits from the root to the deepest leaf; 0: no limit. */
  maxDepth: z.number().int().min(0).default(0),
  minRowsPerLeaf: z.number().int().min(1).default(20),
  l2: z.number().min(0).default(0),
  l1: z.number().min(0).default(0),
  /** Rounds without a better validation loss before fitting ends; 0: never. */
  earlyStoppingRounds: z.number().int().min(0).default(20),
  /** Share of the rows each tree sees. */
  rowFraction: z.number().positive().max(1).default(1),
  /** Share of the features each tree sees. */
  columnFraction: z.number().positive().max(1).default(1),
  /** What is made small where a number is predicted. */
  loss: z.enum(['squared', 'absolute', 'quantile', 'poisson']).default('squared'),
  /** Share of the targets that shall lie below the answer; with the loss "quantile". */
  quantile: z.number().gt(0).lt(1).default(0.5),
  /** Features whose answers may only rise (1) or only fall (-1) with them. */
  monotone: z.record(z.string(), z.union([z.literal(1), z.literal(-1)])).default({}),
  maxBins: z.number().int().min(2).max(255).default(255),
  classWeights: z.enum(['none', 'balanced']).default('none'),
});
export type ForestParams = z.output<typeof forestParamsSchema>;
