import { z } from 'zod';
import { type BlobReader, blobLayoutSchema, packArrays, unpackArrays } from './weights-blob';

const headSchema = z.object({ kind: z.string(), layout: blobLayoutSchema });

export type FitState = { kind: string; arrays: Parameters<typeof packArrays>[0] };

/**
 * A state of a fit as bytes: which part of the work it is of, and its arrays, bit for bit. Four bytes say how long the JSON
 * is that follows; the arrays are behind it.
 */
export function packFitState({ kind, arrays }: FitState): Uint8Array {
  const { layout, blob } = packArrays(arrays);
  const head = new TextEncoder().encode(JSON.stringify({ kind, layout }));
  const state = new Uint8Array(4 + head.length + blob.length);
  new DataView(state.buffer).setUint32(0, head.length, true);
  state.set(head, 4);
  state.set(blob, 4 + head.length);
  return state;
}

/**
 * The arrays of a state of this kind; null for none, and for a state of another part of the work. The bytes are those
 * that were packed: whoever kept them has compared their hash.
 */
export function openFitState(state: Uint8Array | null, kind: string): BlobReader | null {
  if (state === null) return null;
  const length = new DataView(state.buffer, state.byteOffset, state.byteLength).getUint32(0, true);
  const head = headSchema.parse(JSON.parse(new TextDecoder().decode(state.subarray(4, 4 + length))));
  return head.kind === kind ? unpackArrays(head.layout, state.subarray(4 + length)) : null;
}
