import { decodeIsolation, type IsolationModel } from '../isolation/model';
import { meanPath } from '../isolation/path-length';
import type { StoredModel } from '../model-runtime';
import { numberAnswer } from './answers';
import type { OnnxGraph } from './graph';
import { featureInput } from './inputs';
import { leafSums } from './leaf-sums';
import { operatorsOf } from './operators';
import { addLeaf, addSplit, createEnsemble, type Ensemble } from './tree-nodes';

/** Random trees whose leaves hold the length of the way to them; oddness is 2^(-mean way / c(sample)). */
export function writeIsolation(graph: OnnxGraph, stored: StoredModel): void {
  const model = decodeIsolation(stored);
  const { beside, mul, scalar } = operatorsOf(graph);
  const matrix = beside(stored.features.map((feature) => featureInput(graph, feature)));
  const ways = leafSums(graph, { matrix, ensemble: ensembleOf(model), targets: 1, precise: true });
  const share = -Math.LN2 / (model.roots.length * meanPath(model.sample));
  numberAnswer(graph, graph.node('Exp', { inputs: [mul(ways, scalar(share))] }));
}

function ensembleOf({ roots, feature, value, left, missing }: IsolationModel): Ensemble {
  const ensemble = createEnsemble();
  roots.forEach((root, tree) => {
    const end = roots[tree + 1] ?? feature.length;
    for (let at = root; at < end; at++) {
      const node = at - root;
      if (feature[at]! < 0) addLeaf(ensemble, { tree, node, target: 0, weights: [value[at]!] });
      else
        addSplit(ensemble, {
          tree,
          node,
          column: feature[at]!,
          value: value[at]!,
          missingLeft: missing[at] === 0,
          left: left[at]! - root,
        });
    }
  });
  return ensemble;
}
