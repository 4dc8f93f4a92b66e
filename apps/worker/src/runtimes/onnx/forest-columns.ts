import { levelCodes, MAX_LEVELS, OTHER_BIN } from '../forest/categories';
import { MISSING_BIN } from '../forest/cuts';
import { type ForestModel, NODE_CATEGORY, NODE_LEAF } from '../forest/model';
import type { FeatureSpec } from '../model-runtime';
import { categoryCodes } from './category-codes';
import type { OnnxGraph } from './graph';
import { featureInput, notExportable } from './inputs';

const maskBytes = 32;
const codes = 256;

export type ForestColumns = {
  /** The matrix of floats that the trees read, [N, columns]. */
  matrix: string;
  /** Column of a number feature. */
  ofNumber(feature: number): number;
  /** Column that is 0 where the mask sends the row left, and 1 where it sends it right. */
  ofMask(feature: number, mask: number): number;
};

/**
 * What the trees of ai.onnx.ml 3 can read: they compare floats and know no sets. Numbers lose their offset in doubles
 * before they become floats. A category becomes its code, and of each set of categories that some split asks for a column
 * says on which side of it the row is.
 */
export function forestColumns(graph: OnnxGraph, model: ForestModel, specs: readonly FeatureSpec[]): ForestColumns {
  const inputs = specs.map((spec) => featureInput(graph, spec));
  const numbers = specs.flatMap(({ kind }, feature) => (kind === 'number' ? [feature] : []));
  const parts = numbers.length === 0 ? [] : [numberColumns(graph, model.features, { numbers, inputs })];
  const masks = masksByFeature(model);
  const columnOfMask = new Map<string, number>();
  let columns = numbers.length;
  specs.forEach((spec, feature) => {
    if (spec.kind !== 'category') return;
    const wanted = [...(masks.get(feature) ?? new Map<string, number>())];
    wanted.forEach(([text], at) => {
      columnOfMask.set(`${feature}:${text}`, columns + at);
    });
    const sides = sideTable(
      model,
      wanted.map(([, mask]) => mask),
    );
    parts.push(sideColumns(graph, { input: inputs[feature] ?? '', levels: spec.levels, sides, name: spec.name }));
    columns += sides.width;
  });
  const matrix = graph.node('Concat', { inputs: parts, attributes: { axis: { kind: 'int', value: 1 } } });
  return {
    matrix,
    ofNumber: (feature) => found(numbers.indexOf(feature), feature),
    ofMask: (feature, mask) => found(columnOfMask.get(`${feature}:${maskText(model, mask)}`) ?? -1, feature),
  };
}

function found(column: number, feature: number): number {
  if (column < 0) throw new Error(`no column of the graph holds the feature ${feature}`);
  return column;
}

type ReadFeature = { kind: 'number'; offset: number } | { kind: 'category' };

/** float32 of the value less its offset, as the scorers of trees read it. */
export function numberColumns(
  graph: OnnxGraph,
  features: readonly ReadFeature[],
  { numbers, inputs }: { numbers: readonly number[]; inputs: readonly string[] },
): string {
  const axis = { axis: { kind: 'int', value: 1 } } as const;
  const together = graph.node('Concat', { inputs: numbers.map((feature) => inputs[feature] ?? ''), attributes: axis });
  const offsets = numbers.map((feature) => {
    const read = features[feature];
    return read?.kind === 'number' ? read.offset : 0;
  });
  const shifted = offsets.every((offset) => offset === 0)
    ? together
    : graph.node('Sub', { inputs: [together, graph.constant('double', [1, numbers.length], offsets)] });
  return graph.node('Cast', { inputs: [shifted], attributes: { to: { kind: 'int', value: 1 } } });
}

/** The different masks of each category feature, each with the number of one split that has it. */
function masksByFeature(model: ForestModel): Map<number, Map<string, number>> {
  const masks = new Map<number, Map<string, number>>();
  model.kind.forEach((kind, node) => {
    if (kind === NODE_LEAF || (kind & NODE_CATEGORY) === 0) return;
    const feature = model.feature[node]!;
    const mask = model.cut[node]!;
    const ofFeature = masks.get(feature) ?? new Map<string, number>();
    if (!masks.has(feature)) masks.set(feature, ofFeature);
    const text = maskText(model, mask);
    if (!ofFeature.has(text)) ofFeature.set(text, mask);
  });
  return masks;
}

function maskText(model: ForestModel, mask: number): string {
  return model.masks.subarray(mask * maskBytes, (mask + 1) * maskBytes).join();
}

export type SideTable = { width: number; values: Float32Array };

/** A row per code, a column per mask; a feature that no split asks about has one column all the same. */
function sideTable(model: ForestModel, masks: readonly number[]): SideTable {
  const width = Math.max(1, masks.length);
  const values = new Float32Array(codes * width);
  masks.forEach((mask, at) => {
    for (let code = 0; code < codes; code++) {
      const left = (model.masks[mask * maskBytes + (code >> 3)]! & (1 << (code & 7))) !== 0;
      values[code * width + at] = left ? 0 : 1;
    }
  });
  return { width, values };
}

/** The rows of the table by the codes of the categories: any other text is that of rare ones, no text is missing. */
export function sideColumns(
  graph: OnnxGraph,
  o: { input: string; levels: readonly string[]; sides: SideTable; name: string },
): string {
  const { input, levels, sides, name } = o;
  if (levels.length > MAX_LEVELS)
    throw notExportable(`${levels.length} categories of "${name}"`, `at most ${MAX_LEVELS}`);
  const known = [...levelCodes(levels)];
  const flat = categoryCodes(graph, { input, known, missing: MISSING_BIN, other: OTHER_BIN, name });
  return graph.node('Gather', {
    inputs: [graph.constant('float', [codes, sides.width], sides.values), flat],
    attributes: { axis: { kind: 'int', value: 0 } },
  });
}
