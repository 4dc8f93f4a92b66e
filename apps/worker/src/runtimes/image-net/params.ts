import { z } from 'zod';
import { l2Param, netParams } from '../nets/net-params';

export const imageNetParamsSchema = z.object({
  /** Lines of pixels of an image; 0: as many as a line has pixels. */
  height: z.number().int().min(0).max(1024).default(0),
  channels: z.enum(['auto', 'grey', 'colour']).default('auto'),
  /** Convolutions, each followed by a halving of the image while it can be halved. */
  blocks: z.number().int().min(1).max(6).default(3),
  /** Patterns the first convolution looks for; each next one looks for twice as many. */
  filters: z.number().int().min(1).max(512).default(16),
  /** Cells of the dense layer behind them. */
  width: z.number().int().min(1).max(2048).default(128),
  /** Share of those cells that a train row does without. */
  dropout: z.number().min(0).max(0.9).default(0.4),
  /** How far train images are moved, turned and stretched by chance: 1 is a quarter of their size. */
  variation: z.number().min(0).max(1).default(0.3),
  l2: l2Param,
  ...netParams({ learningRate: 0.001, batchSize: 32, epochs: 60, patience: 10 }),
});
export type ImageNetParams = z.output<typeof imageNetParamsSchema>;
