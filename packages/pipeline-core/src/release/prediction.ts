import { z } from 'zod';
import { endpointIdSchema, predictionIdSchema, releaseIdSchema } from '../ids';
import { jsonObjectSchema } from '../json';

/** One stored score. `micros` are whole microseconds; `rank` 0 = the routed release answered, 1 = the first fallback. */
export const predictionSchema = z.object({
  id: predictionIdSchema,
  at: z.string(),
  endpoint: endpointIdSchema,
  revision: z.number().int(),
  release: releaseIdSchema.nullable(),
  asked: z.string().optional(),
  rank: z.number().int(),
  reason: z.string().optional(),
  input: jsonObjectSchema,
  output: jsonObjectSchema.nullable(),
  entity: z.string().optional(),
  caller: z.string(),
  protocol: z.enum(['native', 'mlflow', 'oip', 'test-form', 'topic']),
  micros: z.object({ total: z.number().int(), features: z.number().int(), model: z.number().int() }),
  status: z.enum(['ok', 'fallback', 'invalid', 'error']),
  shadowOf: predictionIdSchema.optional(),
});
export type Prediction = z.output<typeof predictionSchema>;
