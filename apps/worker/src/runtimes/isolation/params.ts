import { z } from 'zod';

/** scikit-learn's n_estimators, max_samples and contamination of IsolationForest. */
export const isolationParamsSchema = z.object({
  trees: z.number().int().min(1).default(100),
  sampleRows: z.number().int().min(2).default(256),
  oddShare: z.number().min(0).max(0.5).default(0.05),
});
export type IsolationParams = z.output<typeof isolationParamsSchema>;
