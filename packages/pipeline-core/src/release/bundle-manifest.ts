import { z } from 'zod';
import { artifactHashSchema } from '../ids';
import { splitProofSchema, splitReceiptSchema } from '../split/split-receipt';
import { modelFormatSchema, signatureSchema, taskSchema } from './signature';

const sha256Schema = z.string().regex(/^[0-9a-f]{64}$/);

/** The file that rows lie in, as an artifact of its own. */
const heldOutStoredSchema = z.object({ sha256: artifactHashSchema, bytes: z.number().int().nonnegative() });
export type HeldOutStored = z.output<typeof heldOutStoredSchema>;

/** The rows that were held out: they are replayed before a release goes live, and the release before is asked for them too. */
export const heldOutFactsSchema = z.object({
  rows: z.number().int().nonnegative(),
  /** How many there were: more than are kept, where they are many. */
  of: z.number().int().nonnegative(),
  /** null: there was no split, and the model may have learned from them. */
  part: z.literal('test').nullable(),
  /** Two releases with the same have held out the same rows. */
  testSet: splitProofSchema.shape.testSet.optional(),
  /** Absent from releases of before rows lay beside the bundle: theirs are inside, in `held-out.jsonl`. */
  stored: heldOutStoredSchema.optional(),
});
export type HeldOutFacts = z.output<typeof heldOutFactsSchema>;

export const bundleFileSchema = z.object({
  path: z.string().regex(/^[A-Za-z0-9._-]+(\/[A-Za-z0-9._-]+)*$/, 'expected a relative path inside the bundle'),
  bytes: z.number().int().nonnegative(),
  sha256: sha256Schema,
});

/**
 * `manifest.json` of a release bundle, one plain tar (names sorted, times zero) with plan.json, model.json (the
 * model's manifest), model/model.json, model/weights.bin, golden.jsonl, evaluation.json, baselines.json, environment.json,
 * card.md and, where the model has a form in ONNX, model.onnx. Rows that were held out are named by their hash alone. Name, version and time are rows of the database, not part of the bundle.
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

/** One line of the held-out rows: the same, and which row of the table it is. */
export const heldOutRowSchema = goldenRowSchema.extend({ row: z.number().int().nonnegative() });
export type HeldOutRow = z.output<typeof heldOutRowSchema>;

/** Where an older bundle holds the rows that were held out; the newer ones lie beside it. */
export const rowsInside = 'held-out.jsonl';

/** A bundle of before held-out rows lay beside it: what leaves the workbench is this bundle without them. */
export function hasRowsInside({ files }: Pick<BundleManifest, 'files'>): boolean {
  return files.some(({ path }) => path === rowsInside);
}
