import { z } from 'zod';
import { imageSizeSchema } from '../images/image';
import { columnTypeSchema } from '../schema/column-type';

/** One input a caller sends. `null` is always allowed unless `required`: models treat it as missing. */
export const signatureInputSchema = z.object({
  name: z.string(),
  type: columnTypeSchema,
  float32: z.boolean().optional(),
  /** How many numbers a vector has; absent where a plan takes it apart, and in releases of before it was written. */
  width: z.number().int().positive().optional(),
  /** What image the numbers of a vector are: its model reads them as one. Absent in releases of before it was written. */
  image: imageSizeSchema.optional(),
  /** No `null`. Every field has to be there in any case: a field that is left out is a slip more often than a gap. */
  required: z.boolean().default(false),
  /** Is looked up when it is not sent: in which view, by which inputs. */
  lookup: z.object({ view: z.string(), feature: z.string(), key: z.array(z.string()) }).optional(),
  /** Known categories, for forms and warnings; unseen ones are legal. */
  levels: z.array(z.string()).optional(),
  /** Smallest and largest value on train rows. */
  range: z.tuple([z.number(), z.number()]).optional(),
});
export type SignatureInput = z.output<typeof signatureInputSchema>;

export const signatureSchema = z.object({
  inputs: z.array(signatureInputSchema),
  outputs: z.array(z.object({ name: z.string(), type: columnTypeSchema })),
});
export type Signature = z.output<typeof signatureSchema>;

/** What a model is for; `task-facts.ts` says what follows from it. */
export const taskSchema = z.enum([
  'binary',
  'multiclass',
  'regression',
  'forecast',
  'clustering',
  'anomaly',
  'ranking',
]);
export type Task = z.output<typeof taskSchema>;

/** Format of a model's own files; each has one runtime. */
export const modelFormats = [
  // One a line: formats are added by many.
  'baseline',
  'linear',
  'logistic',
  'tree-ensemble',
  'random-forest',
  'decision-tree',
  'naive-bayes',
  'neighbours',
  'k-means',
  'dbscan',
  'isolation-forest',
  'text-linear',
  'exponential-smoothing',
  'arima',
  'dense-net',
  'recommender',
  'image-net',
  'text-net',
  'onnx',
  'python',
] as const;
export const modelFormatSchema = z.enum(modelFormats);
export type ModelFormat = z.output<typeof modelFormatSchema>;

/** A feature as the model reads it; `levels` are the categories learned on train rows, most frequent first. */
export const featureSpecSchema = z.discriminatedUnion('kind', [
  z.object({ name: z.string(), kind: z.literal('number') }),
  z.object({ name: z.string(), kind: z.literal('category'), levels: z.array(z.string()) }),
  /** Read word by word by the model itself. */
  z.object({ name: z.string(), kind: z.literal('text') }),
  z.object({
    name: z.string(),
    kind: z.literal('vector'),
    width: z.number().int().positive(),
    /** Where the model reads the numbers as an image: of which size. */
    image: imageSizeSchema.optional(),
  }),
]);
export type FeatureSpec = z.output<typeof featureSpecSchema>;
