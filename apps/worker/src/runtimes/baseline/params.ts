import { z } from 'zod';

/** Regression: which constant is answered. Classes always get their shares in the training rows. */
export const baselineParamsSchema = z.object({ statistic: z.enum(['mean', 'median']).default('mean') });
export type BaselineParams = z.output<typeof baselineParamsSchema>;
