import { z } from 'zod';

const shared = {
  /** Elastic net: share of the L1 part. */
  l1Share: z.number().min(0).max(1).default(0.5),
  intercept: z.boolean().default(true),
};

/**
 * Least squares. Penalties act on the coefficients of standardised features; `strength` is scikit-learn's alpha of
 * Ridge, Lasso and ElasticNet.
 */
export const linearParamsSchema = z.object({
  penalty: z.enum(['none', 'ridge', 'lasso', 'elastic-net']).default('ridge'),
  strength: z.number().min(0).default(1),
  ...shared,
  maxIterations: z.number().int().min(1).default(1000),
  tolerance: z.number().positive().default(1e-6),
});
export type LinearParams = z.output<typeof linearParamsSchema>;

/** Logistic regression. `strength` is 1 / C of scikit-learn, on the coefficients of standardised features. */
export const logisticParamsSchema = z.object({
  penalty: z.enum(['none', 'l2', 'l1', 'elastic-net']).default('l2'),
  strength: z.number().min(0).default(1),
  ...shared,
  classWeights: z.enum(['none', 'balanced']).default('none'),
  maxIterations: z.number().int().min(1).default(500),
  /** Ends when the largest entry of the mean loss's gradient is below this. */
  tolerance: z.number().positive().default(1e-6),
});
export type LogisticParams = z.output<typeof logisticParamsSchema>;
