import { endpointIdSchema, releaseIdSchema } from '@millrace/pipeline-core/ids';
import { type Prediction, predictionSchema } from '@millrace/pipeline-core/release';
import { routedRowsSchema, shadowRowsSchema } from '@millrace/pipeline-core/rollout';
import { outputFactsSchema, storedHistogramSchema } from '@millrace/pipeline-core/stats';
import { z } from 'zod';
import type { Prisma } from '../generated/client';

/** Rare fields of a prediction share one JSON column. */
const detailsSchema = predictionSchema.pick({ asked: true, entity: true });

type PredictionRow = Prisma.PredictionGetPayload<Record<string, never>>;

export function toPrediction(row: PredictionRow): Prediction {
  return predictionSchema.parse({
    id: row.id,
    at: row.at.toISOString(),
    endpoint: row.endpointId,
    revision: row.revision,
    release: row.releaseId,
    rank: row.rank,
    ...(row.reason === null ? {} : { reason: row.reason }),
    input: row.input,
    output: row.output,
    caller: row.caller,
    protocol: row.protocol,
    micros: { total: row.microsTotal, features: row.microsFeatures, model: row.microsModel },
    status: row.status,
    ...(row.shadowOf === null ? {} : { shadowOf: row.shadowOf }),
    ...detailsSchema.parse(row.details ?? {}),
  });
}

/** What one scoring process answered in one minute. Times are whole microseconds; bins of `histogram` are its writer's. */
export const servingMinuteSchema = z.object({
  endpointId: endpointIdSchema,
  releaseId: releaseIdSchema,
  minute: z.date(),
  process: z.string(),
  served: z.number().int(),
  errors: z.number().int(),
  fallbacks: z.number().int(),
  invalid: z.number().int(),
  /** What became of the rows that the shares of the traffic sent to this release, whoever answered. */
  routed: routedRowsSchema.nullable(),
  /** What it did with copies of rows while in shadow; these are no answers, and nothing else counts them. */
  shadow: shadowRowsSchema.nullable(),
  minMicros: z.number().int(),
  maxMicros: z.number().int(),
  sumMicros: z.coerce.number(),
  histogram: storedHistogramSchema,
  outputs: outputFactsSchema.nullable(),
});
export type ServingMinute = z.output<typeof servingMinuteSchema>;
