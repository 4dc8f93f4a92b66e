import { z } from 'zod';

/** Where and with what a model was fitted: enough to explain a difference on another machine, and what the fit took. */
export const fitEnvironmentSchema = z.object({
  v: z.literal(1),
  /** Version of Node, as in `v24.4.1`. */
  node: z.string(),
  platform: z.string(),
  arch: z.string(),
  duckdb: z.string(),
  expressionVersion: z.number().int(),
  /** Hash of the code that can run in a step of this type; absent where nobody told the step. */
  code: z.string().optional(),
  device: z.enum(['cpu', 'gpu']),
  threads: z.number().int().positive(),
  /** What the fit might use, in MB (10^6 bytes). */
  memoryMegabytes: z.number(),
  /** Most memory that its process ever held, in MB: the fit with the runtime around it. */
  peakMegabytes: z.number(),
});
export type FitEnvironment = z.output<typeof fitEnvironmentSchema>;
