import { endpointIdSchema, releaseIdSchema } from '@millrace/pipeline-core/ids';
import { type Prediction, predictionSchema } from '@millrace/pipeline-core/release';
import { routedRowsSchema, shadowRowsSchema } from '@millrace/pipeline-core/rollout';
import { outputFactsSchema, storedHistogramSchema } from '@millrace/pipeline-core/stats';
import { z } from 'zod';
import type { Prisma } from '../generated/client';
import { storableText } from '../protocol/storable-json';
import { toJson, toNullableJson } from '../raw-query';

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

export function fromPrediction(prediction: Prediction): Prisma.PredictionCreateManyInput {
  const details = detailsSchema.parse(prediction);
  return {
    id: prediction.id,
    at: new Date(prediction.at),
    endpointId: prediction.endpoint,
    revision: prediction.revision,
    releaseId: prediction.release,
    rank: prediction.rank,
    reason: prediction.reason === undefined ? null : storableText(prediction.reason),
    status: prediction.status,
    input: toJson(prediction.input),
    output: toNullableJson(prediction.output),
    caller: prediction.caller,
    protocol: prediction.protocol,
    microsTotal: toColumn(prediction.micros.total),
    microsFeatures: toColumn(prediction.micros.features),
    microsModel: toColumn(prediction.micros.model),
    shadowOf: prediction.shadowOf ?? null,
    details: Object.keys(details).length === 0 ? toNullableJson(null) : toJson(details),
  };
}

/** The columns hold 32 bits, 35 minutes: what took longer is kept as that. */
function toColumn(micros: number): number {
  return Math.min(micros, 2 ** 31 - 1);
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
