import type { Scorer, StoredModel } from './model-runtime';
import { loadOnnx } from './onnx/imported/scorer';
import type { ModelDoors } from './python/ask-python';
import { loadPython } from './python/scorer';
import { rowLoaders } from './row-loaders';

/**
 * The scorer of a stored model, apart from the learning: what only answers with models does not count as changed when
 * learning does (ADR 7). No table of all formats: bundlers keep one that spreads another, and writing a model would count
 * as changed with every scorer. Throws a PipelineError when the model's parts do not fit together.
 */
export function loadScorer(model: StoredModel, doors: ModelDoors = {}): Scorer | Promise<Scorer> {
  const { format } = model;
  if (format === 'onnx') return loadOnnx(model);
  if (format === 'python') return loadPython(model, doors);
  return rowLoaders[format](model);
}
