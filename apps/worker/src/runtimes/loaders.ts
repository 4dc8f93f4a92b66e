import type { ModelFormat, Scorer, StoredModel } from './model-runtime';
import { loadOnnx } from './onnx/imported/scorer';
import type { ModelDoors } from './python/ask-python';
import { loadPython } from './python/scorer';
import { rowLoaders } from './row-loaders';

/**
 * A scorer for each model format, apart from the learning: what only answers with models does not count as changed when
 * learning does (ADR 7).
 */
const loaders = {
  ...rowLoaders,
  onnx: loadOnnx,
  python: loadPython,
} satisfies { [F in ModelFormat]: (model: StoredModel, doors?: ModelDoors) => Scorer | Promise<Scorer> };

/** The scorer of a stored model; throws a PipelineError when its parts do not fit together. */
export function loadScorer(model: StoredModel, doors: ModelDoors = {}): Scorer | Promise<Scorer> {
  const load: (model: StoredModel, doors: ModelDoors) => Scorer | Promise<Scorer> = loaders[model.format];
  return load(model, doors);
}
