import { z } from 'zod';

/** How every net learns: by Adam, batch by batch, until the validation loss no longer falls. Each kind has its own defaults. */
export function netParams(defaults: { learningRate: number; batchSize: number; epochs: number; patience: number }) {
  return {
    learningRate: z.number().positive().default(defaults.learningRate),
    batchSize: z.number().int().min(1).default(defaults.batchSize),
    epochs: z.number().int().min(1).default(defaults.epochs),
    /** Epochs without a better validation loss before the fit ends; 0: never. */
    patience: z.number().int().min(0).default(defaults.patience),
    classWeights: z.enum(['none', 'balanced']).default('none'),
  };
}

/** Added to the mean loss: l2 / 2 times the sum of the squared weights, without those of the intercepts. */
export const l2Param = z.number().min(0).default(1e-4);
