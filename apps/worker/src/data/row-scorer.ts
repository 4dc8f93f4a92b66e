import { PipelineError } from '@millrace/pipeline-core/errors';
import type { RowScorer } from '../runtimes/model-runtime';
import type { OpenModel } from './model-file';

/**
 * The scorer of a model that answers one row at once, which a release needs: an endpoint answers request by request, in
 * its own process, from numbers and texts. Throws for a model that answers whole tables only or reads vectors.
 */
export function requireRowScorer({ manifest, scorer }: OpenModel, place: string): RowScorer {
  const vector = manifest.features.find(({ kind }) => kind === 'vector');
  if (scorer.scoreRow !== undefined && vector === undefined) return scorer;
  const does = vector === undefined ? 'answers whole tables only' : `reads the vector "${vector.name}"`;
  throw new PipelineError({
    code: 'tables-only-model',
    family: 'pipeline',
    place,
    seen: `"${manifest.trainer.title}", which ${does}`,
    expected: 'a model that answers one row of numbers and texts at once',
    next: 'Predict tables with a Batch score step, or release a model of another kind.',
  });
}
