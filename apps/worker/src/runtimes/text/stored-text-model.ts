import { textCutSchema } from '@millrace/pipeline-core/features';
import type { JsonObject } from '@millrace/pipeline-core/json';
import { z } from 'zod';
import { damagedModel } from '../damaged-model';
import type { StoredModel } from '../model-runtime';
import { blobLayoutSchema, packArrays, unpackArrays } from '../weights-blob';
import type { Calibration } from './calibrate';
import type { Separators } from './one-vs-rest';
import type { TermBlock } from './vocabulary';

export type TextModel = { blocks: TermBlock[]; separators: Separators; calibration: Calibration };

const storedSchema = z.object({
  v: z.literal(1),
  blocks: z.array(z.object({ feature: z.int().min(0), cut: textCutSchema, terms: z.int().min(1) })).min(1),
  outputs: z.int().min(1),
  iterations: z.int().min(0),
  calibration: z.object({ scale: z.number().positive(), shift: z.number() }),
  layout: blobLayoutSchema,
});

/** Facts as JSON; terms as lines of UTF-8 and numbers in the weights: no term has a line break in it. */
export function encodeTextModel({ blocks, separators, calibration }: TextModel): {
  json: JsonObject;
  weights: Uint8Array;
} {
  const { layout, blob } = packArrays({
    terms: new TextEncoder().encode(blocks.flatMap(({ terms }) => terms).join('\n')),
    idf: Float64Array.from(blocks.flatMap(({ idf }) => [...idf])),
    weights: separators.weights,
    intercepts: separators.intercepts,
  });
  const json = {
    v: 1,
    blocks: blocks.map(({ feature, cut, terms }) => ({ feature, cut, terms: terms.length })),
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
  const terms = new TextDecoder('utf-8', { ignoreBOM: true }).decode(arrays.u8('terms')).split('\n');
  const idf = arrays.f64('idf');
  const separators = { outputs, iterations, weights: arrays.f32('weights'), intercepts: arrays.f64('intercepts') };
  let offset = 0;
  const blocks = found.data.blocks.map(({ feature, cut, terms: count }): TermBlock => {
    const block = {
      feature,
      cut,
      offset,
      terms: terms.slice(offset, offset + count),
      idf: idf.slice(offset, offset + count),
    };
    offset += count;
    return block;
  });
  const classes = stored.classes?.length ?? 0;
  const fits =
    terms.length === offset &&
    idf.length === offset &&
    separators.weights.length === offset * outputs &&
    separators.intercepts.length === outputs &&
    outputs === (classes === 2 ? 1 : classes) &&
    blocks.every(({ feature }) => feature < stored.features.length);
  if (!fits) throw damagedModel({ seen: `${terms.length} terms for ${offset} places`, expected: 'parts of one model' });
  return { blocks, separators, calibration };
}
