import { z } from 'zod';
import { netParams } from '../nets/net-params';

export const textNetParamsSchema = z.object({
  /** Terms, as in the linear classifier of texts. */
  words: z.number().int().min(0).max(5).default(2),
  characters: z.number().int().min(0).max(8).default(5),
  minTexts: z.number().int().min(1).default(2),
  maxTerms: z.number().int().min(10).max(500_000).default(100_000),
  /** Numbers that a term is embedded in. */
  dimensions: z.number().int().min(1).max(1024).default(64),
  /** Cells of the layer behind them. */
  width: z.number().int().min(1).max(2048).default(128),
  /** Share of the terms of a text, and of those cells, that a train row does without. */
  dropout: z.number().min(0).max(0.9).default(0.3),
  ...netParams({ learningRate: 0.003, batchSize: 64, epochs: 30, patience: 4 }),
});
export type TextNetParams = z.output<typeof textNetParamsSchema>;
