import { z } from 'zod';
import { featurePlanSchema } from '../features/feature-plan';
import { jsonObjectSchema } from '../json';
import { splitReceiptSchema } from '../split/split-receipt';
import { featureSpecSchema, modelFormatSchema, signatureSchema, taskSchema } from './signature';

/** `manifest.json` of a Model artifact (a tar with `model/model.json` and `model/weights.bin` beside it). */
export const modelManifestSchema = z.object({
  v: z.literal(1),
  task: taskSchema,
  format: modelFormatSchema,
  /** Step type, title and parameters that made it. */
  trainer: z.object({ type: z.string(), title: z.string(), params: jsonObjectSchema, seed: z.number().int() }),
  /** The column that is predicted. Learned without one: the marked column that was not looked at, '' where none was. */
  target: z.string(),
  classes: z.array(z.string()).optional(),
  /** Class whose probability binary metrics and thresholds speak of. */
  positive: z.string().optional(),
  features: z.array(featureSpecSchema),
  plan: featurePlanSchema,
  featureSetId: z.string(),
  signature: signatureSchema,
  trainedOn: z.object({
    rows: z.number().int(),
    validationRows: z.number().int(),
    receipt: splitReceiptSchema.optional(),
  }),
  batches: z.array(z.string()),
  seconds: z.number(),
  importance: z.array(z.object({ feature: z.string(), value: z.number() })),
  curve: z.array(z.object({ step: z.number(), train: z.number(), validation: z.number().optional() })),
  summary: z.record(z.string(), z.union([z.string(), z.number()])),
});
export type ModelManifest = z.output<typeof modelManifestSchema>;
