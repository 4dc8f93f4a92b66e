import { z } from 'zod';

/** How numbers are read: as measurements, as counts, or as there (above 0) or not there. */
export const numberModels = ['gaussian', 'multinomial', 'bernoulli'] as const;

/** `smoothing` is scikit-learn's alpha, `varianceSmoothing` its var_smoothing. */
export const bayesParamsSchema = z.object({
  numbers: z.enum(numberModels).default('gaussian'),
  smoothing: z.number().min(1e-10).default(1),
  varianceSmoothing: z.number().min(0).default(1e-9),
  /** The share of a class before a row is seen: as in the train rows, or the same for all. */
  priors: z.enum(['learned', 'even']).default('learned'),
  classWeights: z.enum(['none', 'balanced']).default('none'),
});
export type BayesParams = z.output<typeof bayesParamsSchema>;
