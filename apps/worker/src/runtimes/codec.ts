import { createHash } from 'node:crypto';
import { canonicalJson, jsonObjectSchema } from '@millrace/pipeline-core/json';
import { featureSpecSchema, modelFormatSchema, taskSchema } from '@millrace/pipeline-core/release';
import { z } from 'zod';
import { damagedModel } from './damaged-model';
import type { FittedModel } from './model-runtime';

/** Paths of a model's files inside its artifact. */
export const MODEL_JSON = 'model/model.json';
export const MODEL_WEIGHTS = 'model/weights.bin';
export type ModelFiles = { [MODEL_JSON]: Uint8Array; [MODEL_WEIGHTS]: Uint8Array };

const storedSchema = z.object({
  v: z.literal(1),
  /** Over the rest of this document and the weights. */
  sha256: z.string(),
  format: modelFormatSchema,
  task: taskSchema,
  features: z.array(featureSpecSchema),
  classes: z.array(z.string()).optional(),
  importance: z.array(z.object({ feature: z.string(), value: z.number() })),
  curve: z.array(z.object({ step: z.number(), train: z.number(), validation: z.number().optional() })),
  json: jsonObjectSchema,
  summary: z.record(z.string(), z.union([z.string(), z.number()])),
});

/** A model as its two files. The same model gives the same bytes. */
export function encodeModel(model: FittedModel): ModelFiles {
  const { weights, ...facts } = model;
  const document = { v: 1, ...facts };
  const sha256 = hashTogether(document, weights);
  const text = canonicalJson({ ...document, sha256 });
  return { [MODEL_JSON]: new TextEncoder().encode(text), [MODEL_WEIGHTS]: weights };
}

/** Reads the two files back. Throws `model-damaged` when one of them is cut, altered or of another model. */
export function decodeModel(files: ModelFiles): FittedModel {
  const { sha256, v, ...facts } = parseDocument(files[MODEL_JSON]);
  const weights = files[MODEL_WEIGHTS];
  const actual = hashTogether({ v, ...facts }, weights);
  if (actual !== sha256) {
    throw damagedModel({
      seen: `contents with sha256 ${actual.slice(0, 12)}…`,
      expected: `sha256 ${sha256.slice(0, 12)}…`,
    });
  }
  const { classes, curve, ...rest } = facts;
  return {
    ...rest,
    ...(classes === undefined ? {} : { classes }),
    curve: curve.map(({ validation, ...point }) => ({ ...point, ...(validation === undefined ? {} : { validation }) })),
    weights,
  };
}

function parseDocument(bytes: Uint8Array): z.output<typeof storedSchema> {
  try {
    return storedSchema.parse(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)));
  } catch (cause) {
    throw damagedModel({
      seen: `a ${MODEL_JSON} that cannot be read`,
      expected: 'the document this version writes',
      cause,
    });
  }
}

function hashTogether(document: unknown, weights: Uint8Array): string {
  return createHash('sha256').update(canonicalJson(document)).update('\n').update(weights).digest('hex');
}
