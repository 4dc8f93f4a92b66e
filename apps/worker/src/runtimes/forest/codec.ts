import { assertNever } from '@millrace/pipeline-core/exhaustive';
import type { JsonObject } from '@millrace/pipeline-core/json';
import { isTargetTask, taskFacts } from '@millrace/pipeline-core/release';
import { z } from 'zod';
import { damagedModel } from '../damaged-model';
import type { FeatureSpec, StoredModel, TargetTask, Task } from '../model-runtime';
import { blobLayoutSchema, packArrays, unpackArrays } from '../weights-blob';
import type { FeatureBinning } from './binned-table';
import { type LossName, lossNames } from './losses';
import { type ForestModel, NODE_CATEGORY, NODE_LEAF } from './model';

const manifestSchema = z.object({
  v: z.literal(1),
  loss: z.enum(lossNames),
  outputs: z.number().int().positive(),
  trees: z.number().int().nonnegative(),
  layout: blobLayoutSchema,
});

/** The ensemble as JSON and blob. Levels of categories live in the model's feature list. */
export function encodeForest(model: ForestModel, loss: LossName): { json: JsonObject; weights: Uint8Array } {
  const { layout, blob } = packArrays({
    initialScores: model.initialScores,
    offsets: Float64Array.from(model.features, (feature) => (feature.kind === 'number' ? feature.offset : 0)),
    value: model.value,
    treeStart: model.treeStart,
    feature: model.feature,
    left: model.left,
    rows: model.rows,
    cut: model.cut,
    kind: model.kind,
    masks: model.masks,
  });
  return { json: { v: 1, loss, outputs: model.outputs, trees: model.treeStart.length - 1, layout }, weights: blob };
}

/** The ensemble of a stored model. Throws `model-damaged` unless every index stays inside its array and every walk ends. */
export function decodeForest(stored: StoredModel): ForestModel {
  const manifest = manifestSchema.safeParse(stored.json);
  if (!manifest.success)
    throw damagedModel({ seen: 'another manifest', expected: 'a tree ensemble of version 1', cause: manifest.error });
  const arrays = unpackArrays(manifest.data.layout, stored.weights);
  const offsets = arrays.f64('offsets');
  const model: ForestModel = {
    task: boostedTask(stored.task),
    outputs: manifest.data.outputs,
    exponential: manifest.data.loss === 'Poisson deviance',
    initialScores: arrays.f64('initialScores'),
    features: stored.features.map((feature, at) => binningOf(feature, offsets[at] ?? 0)),
    treeStart: arrays.i32('treeStart'),
    kind: arrays.u8('kind'),
    feature: arrays.i32('feature'),
    cut: arrays.f32('cut'),
    left: arrays.i32('left'),
    value: arrays.f64('value'),
    rows: arrays.i32('rows'),
    masks: arrays.u8('masks'),
  };
  checkShape(model, manifest.data.trees, offsets.length);
  return model;
}

function boostedTask(task: Task): TargetTask {
  if (isTargetTask(task)) return task;
  throw damagedModel({ seen: `trees for ${taskFacts[task].label}`, expected: 'trees for classes or a number' });
}

function binningOf(feature: FeatureSpec, offset: number): FeatureBinning {
  switch (feature.kind) {
    case 'category':
      return { kind: 'category', name: feature.name, levels: feature.levels };
    case 'number':
      return { kind: 'number', name: feature.name, offset, cuts: new Float32Array(0) };
    case 'text':
    case 'vector':
      throw damagedModel({
        seen: `a ${feature.kind} feature "${feature.name}"`,
        expected: 'numbers and categories in a tree ensemble',
      });
    default:
      return assertNever(feature);
  }
}

function checkShape(model: ForestModel, trees: number, offsets: number): void {
  const nodes = model.kind.length;
  const alike = [model.feature, model.cut, model.left, model.value, model.rows].every(
    (array) => array.length === nodes,
  );
  const whole =
    model.treeStart.length === trees + 1 && model.treeStart.at(-1) === nodes && offsets === model.features.length;
  if (!alike || !whole || model.initialScores.length !== model.outputs) {
    throw damagedModel({ seen: 'arrays of unequal length', expected: `${nodes} nodes in ${trees} trees` });
  }
  for (let tree = 0; tree < trees; tree++) checkTree(model, model.treeStart[tree]!, model.treeStart[tree + 1]!);
}

/** Children lie behind their parent and inside the tree, so a walk always ends. */
function checkTree(model: ForestModel, first: number, end: number): void {
  for (let node = first; node < end; node++) {
    const kind = model.kind[node]!;
    if (kind === NODE_LEAF) continue;
    const left = model.left[node]!;
    const feature = model.features[model.feature[node]!];
    const masked = (kind & NODE_CATEGORY) !== 0;
    const maskInside = !masked || (model.cut[node]! + 1) * 32 <= model.masks.length;
    if (
      feature === undefined ||
      (feature.kind === 'category') !== masked ||
      left <= node ||
      left + 1 >= end ||
      !maskInside
    ) {
      throw damagedModel({
        seen: `a node ${node} that leads nowhere`,
        expected: 'children behind their parent in the same tree',
      });
    }
  }
}
