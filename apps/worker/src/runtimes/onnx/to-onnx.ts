import type { ModelFormat, StoredModel } from '../model-runtime';
import { writeBag } from './bag';
import { writeForest } from './forest';
import { createOnnxGraph, type OnnxGraph } from './graph';
import { missingText, notExportable } from './inputs';
import { writeLinear } from './linear';

/** Formats that have a form in ONNX. */
const writers: Partial<Record<ModelFormat, (graph: OnnxGraph, model: StoredModel) => void>> = {
  linear: writeLinear,
  logistic: writeLinear,
  'tree-ensemble': writeForest,
  'random-forest': writeBag,
  'decision-tree': writeBag,
};

/**
 * A stored model as the bytes of an .onnx file that reads the model's own features; the plan before it is not in it. Same
 * model, same bytes. Throws `no-onnx-form` where there is none.
 */
export function modelToOnnx(model: StoredModel): Uint8Array {
  const write = writers[model.format];
  if (write === undefined) {
    const known = Object.keys(writers).join(', ');
    throw notExportable(`a model of the format "${model.format}"`, `one of ${known}`);
  }
  if (model.features.length === 0) throw notExportable('a model without features', 'at least one feature');
  const graph = createOnnxGraph(model.format);
  write(graph, model);
  return graph.finish({
    task: model.task,
    features: JSON.stringify(model.features.map(({ name, kind }) => ({ name, kind }))),
    ...(model.classes === undefined ? {} : { classes: JSON.stringify(model.classes) }),
    missing: JSON.stringify({ number: 'NaN', category: missingText }),
  });
}
