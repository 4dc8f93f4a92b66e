import { assertNever } from '@millrace/pipeline-core/exhaustive';
import type { JsonObject } from '@millrace/pipeline-core/json';
import { isTargetTask, taskFacts } from '@millrace/pipeline-core/release';
import { z } from 'zod';
import { damagedModel } from '../damaged-model';
import type { FeatureSpec, StoredModel, TargetTask, Task } from '../model-runtime';
import { blobLayoutSchema, packArrays, unpackArrays } from '../weights-blob';

export const KIND_LEAF = 0;
export const KIND_SPLIT = 1;
/** A split that sends missing values left. */
export const KIND_MISSING_LEFT = 2;

/** Trees as typed arrays, one entry per node over all trees; siblings are adjacent: `next = left + (right ? 1 : 0)`. */
export type BagTrees = {
  /** First node of each tree; one more entry holds the number of nodes. */
  treeStart: Int32Array;
  kind: Uint8Array;
  feature: Int32Array;
  /** `x <= cut` goes left: a number as float32 after its offset, or the place of a category. */
  cut: Float32Array;
  /** Splits: first child. Leaves: their number, counted over all trees. */
  left: Int32Array;
  /** Different training rows that reached the node. */
  rows: Int32Array;
  /** Numbers of each leaf: the share of each class (of two: the second), or the mean without the base. */
  leaves: Float32Array;
};

export type BagFeature =
  | { kind: 'number'; offset: number }
  /** Place of each level, and last of any other text, in the order that cuts go by. */
  | { kind: 'category'; ranks: Uint8Array };

export type BagModel = BagTrees & {
  task: TargetTask;
  /** Numbers per leaf. */
  values: number;
  base: number;
  features: readonly BagFeature[];
};

const manifestSchema = z.object({
  v: z.literal(1),
  trees: z.number().int().positive(),
  values: z.number().int().positive(),
  layout: blobLayoutSchema,
});

/** The trees as JSON and blob. Levels of categories live in the model's feature list. */
export function encodeBag(model: BagModel): { json: JsonObject; weights: Uint8Array } {
  const ranks = model.features.flatMap((feature) => (feature.kind === 'category' ? [...feature.ranks] : []));
  const { layout, blob } = packArrays({
    base: Float64Array.of(model.base),
    offsets: Float64Array.from(model.features, (feature) => (feature.kind === 'number' ? feature.offset : 0)),
    treeStart: model.treeStart,
    feature: model.feature,
    left: model.left,
    rows: model.rows,
    cut: model.cut,
    leaves: model.leaves,
    kind: model.kind,
    ranks: Uint8Array.from(ranks),
  });
  return { json: { v: 1, trees: model.treeStart.length - 1, values: model.values, layout }, weights: blob };
}

/** The trees of a stored model. Throws `model-damaged` unless every index stays inside its array and every walk ends. */
export function decodeBag(stored: StoredModel): BagModel {
  const manifest = manifestSchema.safeParse(stored.json);
  if (!manifest.success)
    throw damagedModel({ seen: 'another manifest', expected: 'averaged trees of version 1', cause: manifest.error });
  const arrays = unpackArrays(manifest.data.layout, stored.weights);
  const { values } = manifest.data;
  const model: BagModel = {
    task: treeTask(stored.task),
    values,
    base: arrays.f64('base')[0] ?? 0,
    features: readFeatures(stored.features, arrays.f64('offsets'), arrays.u8('ranks')),
    treeStart: arrays.i32('treeStart'),
    kind: arrays.u8('kind'),
    feature: arrays.i32('feature'),
    cut: arrays.f32('cut'),
    left: arrays.i32('left'),
    rows: arrays.i32('rows'),
    leaves: arrays.f32('leaves'),
  };
  checkShape(model, manifest.data.trees, stored.classes?.length ?? 1);
  return model;
}

function treeTask(task: Task): TargetTask {
  if (isTargetTask(task)) return task;
  throw damagedModel({ seen: `trees for ${taskFacts[task].label}`, expected: 'trees for classes or a number' });
}

function readFeatures(specs: readonly FeatureSpec[], offsets: Float64Array, ranks: Uint8Array): BagFeature[] {
  let at = 0;
  const features = specs.map((spec, place): BagFeature => {
    switch (spec.kind) {
      case 'number':
        return { kind: 'number', offset: offsets[place] ?? 0 };
      case 'category': {
        const from = at;
        at += spec.levels.length + 1;
        return { kind: 'category', ranks: ranks.slice(from, at) };
      }
      case 'text':
      case 'vector':
        throw damagedModel({
          seen: `a ${spec.kind} feature "${spec.name}"`,
          expected: 'numbers and categories in trees',
        });
      default:
        return assertNever(spec);
    }
  });
  if (at !== ranks.length || offsets.length !== specs.length)
    throw damagedModel({ seen: 'features of another model', expected: 'a place for every category' });
  return features;
}

function checkShape(model: BagModel, trees: number, classes: number): void {
  const nodes = model.kind.length;
  const alike = [model.feature, model.cut, model.left, model.rows].every((array) => array.length === nodes);
  const whole = model.treeStart.length === trees + 1 && model.treeStart[0] === 0 && model.treeStart.at(-1) === nodes;
  const answers = model.task === 'multiclass' ? classes : 1;
  if (!alike || !whole || model.values !== answers)
    throw damagedModel({ seen: 'arrays of unequal length', expected: `${nodes} nodes in ${trees} trees` });
  for (let tree = 0; tree < trees; tree++) checkTree(model, model.treeStart[tree]!, model.treeStart[tree + 1]!);
}

/** Children lie behind their parent and inside the tree, so a walk always ends; leaves have their numbers. */
function checkTree(model: BagModel, first: number, end: number): void {
  if (end <= first) throw damagedModel({ seen: 'a tree without nodes', expected: 'at least a leaf' });
  for (let node = first; node < end; node++) {
    const left = model.left[node]!;
    const good =
      model.kind[node] === KIND_LEAF
        ? left >= 0 && (left + 1) * model.values <= model.leaves.length
        : left > node && left + 1 < end && model.features[model.feature[node]!] !== undefined;
    if (!good)
      throw damagedModel({
        seen: `a node ${node} that leads nowhere`,
        expected: 'children behind their parent in the same tree',
      });
  }
}

/** Trees one after the other, as if they had been grown together. */
export function joinTrees(parts: readonly BagTrees[]): BagTrees {
  const nodes = parts.reduce((sum, part) => sum + part.kind.length, 0);
  const numbers = parts.reduce((sum, part) => sum + part.leaves.length, 0);
  const joined: BagTrees = {
    treeStart: new Int32Array(parts.reduce((sum, part) => sum + part.treeStart.length - 1, 1)),
    kind: new Uint8Array(nodes),
    feature: new Int32Array(nodes),
    cut: new Float32Array(nodes),
    left: new Int32Array(nodes),
    rows: new Int32Array(nodes),
    leaves: new Float32Array(numbers),
  };
  const done = { nodes: 0, leaves: 0, numbers: 0, trees: 0 };
  for (const part of parts) {
    joined.kind.set(part.kind, done.nodes);
    joined.feature.set(part.feature, done.nodes);
    joined.cut.set(part.cut, done.nodes);
    joined.rows.set(part.rows, done.nodes);
    joined.leaves.set(part.leaves, done.numbers);
    let leaves = 0;
    part.left.forEach((left, node) => {
      const leaf = part.kind[node] === KIND_LEAF;
      if (leaf) leaves++;
      joined.left[done.nodes + node] = left + (leaf ? done.leaves : done.nodes);
    });
    for (let tree = 1; tree < part.treeStart.length; tree++)
      joined.treeStart[done.trees + tree] = part.treeStart[tree]! + done.nodes;
    done.trees += part.treeStart.length - 1;
    done.nodes += part.kind.length;
    done.leaves += leaves;
    done.numbers += part.leaves.length;
  }
  return joined;
}
