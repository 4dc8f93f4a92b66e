import type { JsonObject } from '@millrace/pipeline-core/json';
import { z } from 'zod';
import { damagedModel } from '../damaged-model';
import type { StoredModel } from '../model-runtime';
import { blobLayoutSchema, packArrays, unpackArrays } from '../weights-blob';
import type { Calibration } from './calibrate';
import type { Separators } from './one-vs-rest';
import { readTerms, storedTermsSchema, termArrays, termFacts } from './stored-terms';
import type { TermBlock } from './vocabulary';

export type TextModel = { blocks: TermBlock[]; separators: Separators; calibration: Calibration };

const storedSchema = z.object({
  v: z.literal(1),
  blocks: storedTermsSchema,
  outputs: z.int().min(1),
  iterations: z.int().min(0),
  calibration: z.object({ scale: z.number().positive(), shift: z.number() }),
  layout: blobLayoutSchema,
});

/** Facts as JSON; terms and numbers in the weights. */
export function encodeTextModel({ blocks, separators, calibration }: TextModel): {
  json: JsonObject;
  weights: Uint8Array;
} {
  const { layout, blob } = packArrays({
    ...termArrays(blocks),
    weights: separators.weights,
    intercepts: separators.intercepts,
  });
  const json = {
    v: 1,
    blocks: termFacts(blocks),
    outputs: separators.outputs,
    iterations: separators.iterations,
    calibration,
    layout,
  };
  return { json, weights: blob };
}

/** Throws `model-damaged` unless terms, weights, features and classes fit each other. */
export function decodeTextModel(stored: StoredModel): TextModel {
  const found = storedSchema.safeParse(stored.json);
  if (!found.success)
    throw damagedModel({ seen: 'another manifest', expected: 'a text model of version 1', cause: found.error });
  const { outputs, iterations, calibration, layout } = found.data;
  const arrays = unpackArrays(layout, stored.weights);
  const { blocks, terms } = readTerms(found.data.blocks, arrays, stored.features.length);
  const separators = { outputs, iterations, weights: arrays.f32('weights'), intercepts: arrays.f64('intercepts') };
  const classes = stored.classes?.length ?? 0;
  const fits =
    separators.weights.length === terms * outputs &&
    separators.intercepts.length === outputs &&
    outputs === (classes === 2 ? 1 : classes);
  if (!fits) throw damagedModel({ seen: `${separators.weights.length} weights`, expected: 'parts of one model' });
  return { blocks, separators, calibration };
}
