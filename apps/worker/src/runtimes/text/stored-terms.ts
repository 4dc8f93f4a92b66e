import { textCutSchema } from '@millrace/pipeline-core/features';
import type { JsonObject } from '@millrace/pipeline-core/json';
import { z } from 'zod';
import { damagedModel } from '../damaged-model';
import type { BlobReader } from '../weights-blob';
import type { TermBlock } from './vocabulary';

/** The blocks of a stored vocabulary: which column, how it is cut, and how many terms. */
export const storedTermsSchema = z
  .array(z.object({ feature: z.int().min(0), cut: textCutSchema, terms: z.int().min(1) }))
  .min(1);
type StoredTerms = z.output<typeof storedTermsSchema>;

export function termFacts(blocks: readonly TermBlock[]): JsonObject[] {
  return blocks.map(({ feature, cut, terms }) => ({ feature, cut, terms: terms.length }));
}

/** Terms as lines of UTF-8, since no term has a line break in it, and how rare each is. */
export function termArrays(blocks: readonly TermBlock[]): { terms: Uint8Array; idf: Float64Array } {
  return {
    terms: new TextEncoder().encode(blocks.flatMap(({ terms }) => terms).join('\n')),
    idf: Float64Array.from(blocks.flatMap(({ idf }) => [...idf])),
  };
}

/** The vocabulary of a stored model, and how many terms it has in all. Throws `model-damaged` where the parts do not fit. */
export function readTerms(
  stored: StoredTerms,
  arrays: BlobReader,
  features: number,
): { blocks: TermBlock[]; terms: number } {
  const terms = new TextDecoder('utf-8', { ignoreBOM: true }).decode(arrays.u8('terms')).split('\n');
  const idf = arrays.f64('idf');
  let offset = 0;
  const blocks = stored.map(({ feature, cut, terms: count }): TermBlock => {
    const block = {
      ...{ feature, cut, offset },
      terms: terms.slice(offset, offset + count),
      idf: idf.slice(offset, offset + count),
    };
    offset += count;
    return block;
  });
  const fits = terms.length === offset && idf.length === offset && blocks.every(({ feature }) => feature < features);
  if (!fits) throw damagedModel({ seen: `${terms.length} terms for ${offset} places`, expected: 'parts of one model' });
  return { blocks, terms: offset };
}
