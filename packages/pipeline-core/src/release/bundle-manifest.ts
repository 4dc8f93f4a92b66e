import { z } from 'zod';
import { splitProofSchema, splitReceiptSchema } from '../split/split-receipt';
import { modelFormatSchema, signatureSchema, taskSchema } from './signature';

/** The rows of `held-out.jsonl`: they are replayed before a release goes live, and the release before is asked for them too. */
export const heldOutFactsSchema = z.object({
  rows: z.number().int().nonnegative(),
  /** How many there were: more than are kept, where they are many. */
  of: z.number().int().nonnegative(),
  /** null: there was no split, and the model may have learned from them. */
  part: z.literal('test').nullable(),
  /** Two releases with the same have held out the same rows. */
  testSet: splitProofSchema.shape.testSet.optional(),
});
export type HeldOutFacts = z.output<typeof heldOutFactsSchema>;

export const bundleFileSchema = z.object({
  path: z.string().regex(/^[A-Za-z0-9._-]+(\/[A-Za-z0-9._-]+)*$/, 'expected a relative path inside the bundle'),
  bytes: z.number().int().nonnegative(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
});

/**
 * `manifest.json` of a release bundle, one plain tar (names sorted, times zero) with plan.json, model.json (the
 * model's manifest), model/model.json, model/weights.bin, golden.jsonl, held-out.jsonl, evaluation.json, baselines.json,
 * environment.json, card.md and, where the model has a form in ONNX, model.onnx. Name, version and time are rows of the database, not part of the bundle.
 */
export const bundleManifestSchema = z.object({
  v: z.literal(1),
  task: taskSchema,
  format: modelFormatSchema,
  target: z.string(),
  classes: z.array(z.string()).optional(),
  positive: z.string().optional(),
  threshold: z.number().optional(),
  signature: signatureSchema,
  featureSetId: z.string(),
  expressionVersion: z.number().int(),
  kernels: z.array(z.string()),
  batches: z.array(z.string()),
  receipt: splitReceiptSchema.optional(),
  /** Absent from releases of before these rows were kept. */
  heldOut: heldOutFactsSchema.optional(),
  files: z.array(bundleFileSchema),
});
export type BundleManifest = z.output<typeof bundleManifestSchema>;

/** One line of golden.jsonl: a request, the outputs batch scoring gave for the same row, and what really happened (`label`). */
export const goldenRowSchema = z.object({
  input: z.record(z.string(), z.json()),
  output: z.array(z.number()),
  label: z.union([z.string(), z.number(), z.null()]),
});
export type GoldenRow = z.output<typeof goldenRowSchema>;

/** One line of held-out.jsonl: the same, and which row of the table it is. */
export const heldOutRowSchema = goldenRowSchema.extend({ row: z.number().int().nonnegative() });
export type HeldOutRow = z.output<typeof heldOutRowSchema>;
