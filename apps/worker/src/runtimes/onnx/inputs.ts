import { PipelineError } from '@millrace/pipeline-core/errors';
import type { FeatureSpec } from '../model-runtime';
import type { OnnxGraph } from './graph';

/** A tensor of texts has no null: this text stands for a missing category. A missing number is NaN. */
export const missingText = '';

/** A graph input per feature, [N, 1]: numbers as doubles, as in our own scorers, and categories as texts. */
export function featureInput(graph: OnnxGraph, feature: FeatureSpec): string {
  const { name, kind } = feature;
  if (kind === 'number') return graph.input(name, 'double');
  if (kind === 'category') return graph.input(name, 'string');
  throw notExportable(`the feature "${name}"`, 'features that are numbers or categories');
}

/** The error of a model that has no form in ONNX. */
export function notExportable(seen: string, expected: string): PipelineError {
  return new PipelineError({
    code: 'no-onnx-form',
    family: 'pipeline',
    place: 'Export to ONNX',
    seen,
    expected,
    next: 'Serve the release with Millrace, or train a model of another kind for export.',
  });
}
