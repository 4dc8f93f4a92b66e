import { PipelineError } from '@millrace/pipeline-core/errors';
import type { FeatureSpec } from '../model-runtime';
import type { OnnxGraph } from './graph';

/** A tensor of texts has no null: this text stands for a missing category. A missing number is NaN. */
export const missingText = '';

/**
 * A graph input per feature, [N, 1]: numbers as doubles, as in our own scorers, and categories as texts. `texts`: also of a
 * text that is read word by word, where the model does not look at it. `vectors`: also of a vector, [N, its width].
 */
export function featureInput(graph: OnnxGraph, feature: FeatureSpec, { texts = false, vectors = false } = {}): string {
  const { name, kind } = feature;
  if (kind === 'number') return graph.input(name, 'double');
  if (kind === 'category' || (kind === 'text' && texts)) return graph.input(name, 'string');
  if (kind === 'vector' && vectors) return graph.input(name, 'double', feature.width);
  throw notExportable(`the feature "${name}"`, 'features that are numbers or categories');
}

const otherWays = 'Serve the release with Millrace, or train a model of another kind for export.';

/** The error of a model that has no form in ONNX. */
export function notExportable(seen: string, expected: string, next = otherWays): PipelineError {
  return new PipelineError({ code: 'no-onnx-form', family: 'pipeline', place: 'Export to ONNX', seen, expected, next });
}
