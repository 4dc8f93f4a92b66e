import type { JsonObject } from '@millrace/pipeline-core/json';
import { outputWidth } from '@millrace/pipeline-core/release';
import { z } from 'zod';
import { damagedModel } from '../damaged-model';
import type { StoredModel } from '../model-runtime';
import { readTerms, storedTermsSchema, termArrays, termFacts } from '../text/stored-terms';
import type { TermBlock } from '../text/vocabulary';
import { blobLayoutSchema, packArrays, unpackArrays } from '../weights-blob';
import { type TextShape, textShape } from './shape';

const factsSchema = z.object({
  v: z.literal(1),
  blocks: storedTermsSchema,
  dimensions: z.int().min(1).max(65_536),
  width: z.int().min(1).max(65_536),
  layout: blobLayoutSchema,
});

export type TextNetModel = { blocks: TermBlock[]; shape: TextShape; parameters: Float32Array };

export function encodeTextNet({ blocks, shape, parameters }: TextNetModel): { json: JsonObject; weights: Uint8Array } {
  const { layout, blob } = packArrays({ ...termArrays(blocks), parameters });
  const { dimensions, hidden } = shape;
  return { json: { v: 1, blocks: termFacts(blocks), dimensions, width: hidden.outputs, layout }, weights: blob };
}

/** Throws `model-damaged` unless terms, parameters, features and classes fit each other. */
export function decodeTextNet(stored: StoredModel): TextNetModel {
  const facts = factsSchema.safeParse(stored.json);
  if (!facts.success)
    throw damagedModel({ seen: 'another manifest', expected: 'a text net of version 1', cause: facts.error });
  const { dimensions, width, layout } = facts.data;
  const arrays = unpackArrays(layout, stored.weights);
  const { blocks, terms } = readTerms(facts.data.blocks, arrays, stored.features.length);
  const outputs = stored.task === 'binary' ? 1 : outputWidth(stored.task, stored.classes?.length ?? 0);
  const shape = textShape({ terms, dimensions, width, outputs });
  const parameters = arrays.f32('parameters');
  if (parameters.length !== shape.parameters)
    throw damagedModel({ seen: `${parameters.length} parameters`, expected: `${shape.parameters}` });
  return { blocks, shape, parameters };
}
