import { type BagModel, decodeBag, KIND_LEAF, KIND_MISSING_LEFT } from '../bagging/model';
import { OTHER_BIN } from '../forest/categories';
import { MISSING_BIN } from '../forest/cuts';
import type { StoredModel } from '../model-runtime';
import { classAnswer, numberAnswer } from './answers';
import { numberColumns, type SideTable, sideColumns } from './forest-columns';
import type { OnnxGraph } from './graph';
import { featureInput } from './inputs';
import { leafSums } from './leaf-sums';
import { addLeaf, addSplit, createEnsemble, type Ensemble } from './tree-nodes';

/** Averaged trees as a TreeEnsembleRegressor; what it adds up is divided by the number of trees outside of it. */
export function writeBag(graph: OnnxGraph, stored: StoredModel): void {
  const model = decodeBag(stored);
  const { matrix, columnOf } = bagColumns(graph, model, stored);
  const sums = leafSums(graph, { matrix, ensemble: ensembleOf(model, columnOf), targets: model.values });
  const trees = graph.constant('double', [1, 1], [model.treeStart.length - 1]);
  const means = graph.node('Div', { inputs: [sums, trees] });
  if (stored.classes === undefined)
    numberAnswer(graph, graph.node('Add', { inputs: [means, graph.constant('double', [1, 1], [model.base])] }));
  else if (stored.classes.length === 2) classAnswer(graph, means, stored.classes, { areShares: true });
  else {
    // Shares are stored as float32: their sum is 1 only nearly.
    const sum = graph.node('ReduceSum', { inputs: [means, graph.constant('int64', [1], [1])] });
    const shares = graph.node('Div', { inputs: [means, sum] });
    classAnswer(graph, shares, stored.classes, { areShares: true });
  }
}

/** Numbers less their offset, and of each category its place in the order that cuts go by; NaN is missing in both. */
function bagColumns(graph: OnnxGraph, model: BagModel, { features }: StoredModel) {
  const inputs = features.map((spec) => featureInput(graph, spec));
  const numbers = features.flatMap(({ kind }, feature) => (kind === 'number' ? [feature] : []));
  const order = [...numbers];
  const parts = numbers.length === 0 ? [] : [numberColumns(graph, model.features, { numbers, inputs })];
  features.forEach((spec, feature) => {
    const read = model.features[feature];
    if (spec.kind !== 'category' || read?.kind !== 'category') return;
    const sides = placeTable(read.ranks);
    parts.push(sideColumns(graph, { input: inputs[feature] ?? '', levels: spec.levels, sides, name: spec.name }));
    order.push(feature);
  });
  const matrix = graph.node('Concat', { inputs: parts, attributes: { axis: { kind: 'int', value: 1 } } });
  return { matrix, columnOf: (feature: number) => order.indexOf(feature) };
}

function placeTable(ranks: Uint8Array): SideTable {
  const values = new Float32Array(256);
  values.set(ranks.subarray(0, -1));
  values[OTHER_BIN] = ranks.at(-1) ?? 0;
  values[MISSING_BIN] = Number.NaN;
  return { width: 1, values };
}

function ensembleOf(model: BagModel, columnOf: (feature: number) => number): Ensemble {
  const ensemble = createEnsemble();
  const { treeStart, kind, feature, cut, left, leaves, values } = model;
  const trees = treeStart.length - 1;
  for (let tree = 0; tree < trees; tree++) {
    const first = treeStart[tree]!;
    for (let at = first; at < treeStart[tree + 1]!; at++) {
      const node = at - first;
      if (kind[at] === KIND_LEAF) {
        const leaf = left[at]! * values;
        addLeaf(ensemble, { tree, node, target: 0, weights: [...leaves.subarray(leaf, leaf + values)] });
        continue;
      }
      addSplit(ensemble, {
        tree,
        node,
        column: columnOf(feature[at]!),
        value: cut[at]!,
        missingLeft: kind[at] === KIND_MISSING_LEFT,
        left: left[at]! - first,
      });
    }
  }
  return ensemble;
}
