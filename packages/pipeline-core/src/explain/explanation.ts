import { z } from 'zod';
import { artifactHashSchema } from '../ids';
import { taskSchema } from '../release/signature';

const importanceSchema = z.object({
  name: z.string(),
  mean: z.number(),
  sd: z.number(),
  values: z.array(z.number()),
});

const dependenceSchema = z.object({
  column: z.string(),
  kind: z.enum(['number', 'category']),
  /** Values the column was set to, and how many rows lie nearest to each. */
  points: z.array(z.object({ at: z.union([z.number(), z.string()]), rows: z.number().int() })),
  /** Mean answer at each point, by class or for the number predicted. */
  outputs: z.array(z.object({ name: z.string(), means: z.array(z.number()) })),
  /** Answers of single rows at each point, of the first output. */
  single: z.array(z.array(z.number())),
  /** Where the rows lie. */
  rug: z.array(z.number()),
});

export const segmentTermSchema = z.discriminatedUnion('kind', [
  z.object({ column: z.string(), kind: z.literal('is'), value: z.string() }),
  z.object({ column: z.string(), kind: z.literal('range'), from: z.number().nullable(), to: z.number().nullable() }),
  z.object({ column: z.string(), kind: z.literal('missing') }),
]);

const sliceSchema = z.object({
  terms: z.array(segmentTermSchema).min(1).max(2),
  rows: z.number().int(),
  loss: z.number(),
  gap: z.number(),
  interval: z.tuple([z.number(), z.number()]),
  p: z.number(),
  sure: z.boolean(),
});

const slicesSchema = z.object({
  /** What a row loses, in words. */
  lossName: z.string(),
  /** Mean loss of all rows. */
  loss: z.number(),
  rows: z.number().int(),
  minRows: z.number().int(),
  /** Share of the sure ones that may be false. */
  level: z.number(),
  tested: z.number().int(),
  slices: z.array(sliceSchema),
});

const contributionsSchema = z.object({
  /** What contributions sum to: the answer (of two classes: the share of the second), or a score such as log-odds. */
  of: z.enum(['answer', 'score']),
  rows: z.number().int(),
  /** The mean over the train rows, for each output. */
  base: z.array(z.number()),
  /** How far a feature moves an answer from there, up or down, on average; largest first. */
  features: z.array(z.object({ name: z.string(), mean: z.number() })),
});

/** What an explain step keeps about a model. About 50 kB for ten columns. */
export const explanationSchema = z.object({
  v: z.literal(1),
  kind: z.literal('explanation'),
  model: artifactHashSchema,
  title: z.string(),
  task: taskSchema,
  target: z.string(),
  part: z.enum(['train', 'validation', 'test']),
  /** Rows that importance and curves were taken from. */
  rows: z.number().int(),
  repeats: z.number().int(),
  /** The metric importance speaks of, and what it is on these rows. */
  metric: z.string(),
  base: z.number(),
  /** By the columns as they came, before any preparation; null where those rows cannot be reached. */
  inputs: z.array(importanceSchema).nullable(),
  /** By the features the model reads, after its preparation. */
  features: z.array(importanceSchema),
  dependence: z.object({ of: z.enum(['inputs', 'features']), curves: z.array(dependenceSchema) }),
  /** By the model's own exact account (Shapley values of trees); null for models without one. */
  contributions: contributionsSchema.nullable().default(null),
  slices: slicesSchema.nullable(),
});
export type Explanation = z.output<typeof explanationSchema>;
export type Dependence = Explanation['dependence']['curves'][number];
export type ExplainedImportance = Explanation['features'][number];
export type ExplainedContributions = z.output<typeof contributionsSchema>;
export type ExplainedSlices = z.output<typeof slicesSchema>;
