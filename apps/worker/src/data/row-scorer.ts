import { PipelineError } from '@millrace/pipeline-core/errors';
import type { ModelManifest } from '@millrace/pipeline-core/release';
import type { RowScorer } from '../runtimes/model-runtime';
import type { OpenModel } from './model-file';

/**
 * Throws for a model that no request can be sent to: one that reads vectors. One that answers whole tables only, as an
 * imported one does, can be a release that Batch score uses.
 */
export function requireRequests({ manifest }: Pick<OpenModel, 'manifest'>, place: string): void {
  const vector = manifest.features.find(({ kind }) => kind === 'vector');
  if (vector === undefined) return;
  throw tablesOnly(manifest, place, `reads the vector "${vector.name}"`);
}

/**
 * The scorer of a model that answers one row at once, which an endpoint needs: it answers request by request, in
 * its own process, from numbers and texts. Throws for a model that answers whole tables only or reads vectors.
 */
export function requireRowScorer({ manifest, scorer }: OpenModel, place: string): RowScorer {
  requireRequests({ manifest }, place);
  if (scorer.scoreRow !== undefined) return scorer;
  throw tablesOnly(manifest, place, 'answers whole tables only');
}

function tablesOnly({ trainer }: ModelManifest, place: string, does: string): PipelineError {
  return new PipelineError({
    code: 'tables-only-model',
    family: 'pipeline',
    place,
    seen: `"${trainer.title}", which ${does}`,
    expected: 'a model that answers one row of numbers and texts at once',
    next: 'Predict tables with a Batch score step, or release a model of another kind.',
  });
}
