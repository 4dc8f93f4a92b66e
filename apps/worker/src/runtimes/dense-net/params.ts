import { z } from 'zod';

export const denseNetParamsSchema = z.object({
  /** Hidden layers, and cells in each. */
  layers: z.number().int().min(1).max(8).default(2),
  width: z.number().int().min(1).max(4096).default(64),
  /** Each layer has half as many cells as the one before it. */
  halving: z.boolean().default(false),
  learningRate: z.number().positive().default(0.001),
  /** Added to the mean loss: l2 / 2 times the sum of the squared weights, without those of the intercepts. */
  l2: z.number().min(0).default(1e-4),
  batchSize: z.number().int().min(1).default(256),
  /** Parts of a batch that are computed side by side. As many threads as there are may share them; other copies, other bits. */
  copies: z.number().int().min(1).max(16).default(1),
  epochs: z.number().int().min(1).default(200),
  /** Epochs without a better validation loss before the fit ends; 0: never. */
  patience: z.number().int().min(0).default(10),
  classWeights: z.enum(['none', 'balanced']).default('none'),
});
export type DenseNetParams = z.output<typeof denseNetParamsSchema>;
