import { z } from 'zod';
import { l2Param, netParams } from '../nets/net-params';

export const denseNetParamsSchema = z.object({
  /** Hidden layers, and cells in each. */
  layers: z.number().int().min(1).max(8).default(2),
  width: z.number().int().min(1).max(4096).default(64),
  /** Each layer has half as many cells as the one before it. */
  halving: z.boolean().default(false),
  l2: l2Param,
  /** Parts of a batch that are computed side by side. As many threads as there are may share them; other copies, other bits. */
  copies: z.number().int().min(1).max(16).default(1),
  ...netParams({ learningRate: 0.001, batchSize: 256, epochs: 200, patience: 10 }),
});
export type DenseNetParams = z.output<typeof denseNetParamsSchema>;
