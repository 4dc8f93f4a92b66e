import type { JsonObject } from '@millrace/pipeline-core/json';
import { z } from 'zod';
import { damagedModel } from '../damaged-model';
import type { StoredModel } from '../model-runtime';
import { blobLayoutSchema, packArrays, unpackArrays } from '../weights-blob';
import type { GrownTree } from './grow-tree';

/** Trees one after the other; `roots` are their first nodes. See `GrownTree` for the rest; `left` counts over all. */
export type IsolationModel = {
  /** Rows that each tree was grown from. */
  sample: number;
  /** Rows of a higher score count as odd. */
  threshold: number;
  roots: Int32Array;
  feature: Int32Array;
  value: Float64Array;
  left: Int32Array;
  missing: Uint8Array;
};

const factsSchema = z.object({
  v: z.literal(1),
  sample: z.number().int().min(2),
  threshold: z.number(),
  layout: blobLayoutSchema,
});

/** All trees in one set of arrays. */
export function joinTrees(trees: readonly GrownTree[]): Omit<IsolationModel, 'sample' | 'threshold'> {
  const nodes = trees.reduce((sum, tree) => sum + tree.feature.length, 0);
  const joined = {
    roots: new Int32Array(trees.length),
    feature: new Int32Array(nodes),
    value: new Float64Array(nodes),
    left: new Int32Array(nodes),
    missing: new Uint8Array(nodes),
  };
  let root = 0;
  trees.forEach((tree, at) => {
    joined.roots[at] = root;
    joined.feature.set(tree.feature, root);
    joined.value.set(tree.value, root);
    joined.missing.set(tree.missing, root);
    for (let node = 0; node < tree.left.length; node++)
      joined.left[root + node] = tree.feature[node]! < 0 ? 0 : root + tree.left[node]!;
    root += tree.feature.length;
  });
  return joined;
}

export function encodeIsolation(model: IsolationModel): { json: JsonObject; weights: Uint8Array } {
  const { sample, threshold, roots, feature, value, left, missing } = model;
  const { layout, blob } = packArrays({ roots, feature, value, left, missing });
  return { json: { v: 1, sample, threshold, layout }, weights: blob };
}

/** Throws `model-damaged` unless every path through the trees goes forward, ends and reads a feature there is. */
export function decodeIsolation(stored: StoredModel): IsolationModel {
  const manifest = factsSchema.safeParse(stored.json);
  if (!manifest.success)
    throw damagedModel({ seen: 'another manifest', expected: 'isolation trees of version 1', cause: manifest.error });
  const { sample, threshold, layout } = manifest.data;
  const arrays = unpackArrays(layout, stored.weights);
  const model = {
    sample,
    threshold,
    roots: arrays.i32('roots'),
    feature: arrays.i32('feature'),
    value: arrays.f64('value'),
    left: arrays.i32('left'),
    missing: arrays.u8('missing'),
  };
  requireSound(model, stored.features.length);
  return model;
}

function requireSound({ roots, feature, value, left, missing }: IsolationModel, width: number): void {
  const nodes = feature.length;
  const lengths = [value.length, left.length, missing.length];
  const sound =
    roots.length > 0 &&
    lengths.every((length) => length === nodes) &&
    roots.every((root) => root >= 0 && root < nodes) &&
    feature.every((at, node) => at < 0 || (at < width && left[node]! > node && left[node]! + 1 < nodes));
  if (!sound) throw damagedModel({ seen: 'nodes that do not fit together', expected: `trees of ${nodes} nodes` });
}
