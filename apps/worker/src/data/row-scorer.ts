import { PipelineError } from '@millrace/pipeline-core/errors';
import type { ModelManifest } from '@millrace/pipeline-core/release';
import type { RowScorer } from '../runtimes/model-runtime';
import type { OpenModel } from './model-file';

/**
 * The scorer of a model that answers one row at once, which an endpoint needs: it answers request by request, in
 * its own process. Throws for a model that answers whole tables only: it can be a release that Batch score uses.
 */
export function requireRowScorer({ manifest, scorer }: OpenModel, place: string): RowScorer {
  return scorer.scoreRow === undefined ? refuseTablesOnly(manifest, place) : scorer;
}

/** Throws what a model that answers whole tables only is told. */
export function refuseTablesOnly({ trainer }: Pick<ModelManifest, 'trainer'>, place: string): never {
  throw new PipelineError({
    code: 'tables-only-model',
    family: 'pipeline',
    place,
    seen: `"${trainer.title}", which answers whole tables only`,
    expected: 'a model that answers one row at once',
    next: 'Predict tables with a Batch score step, or release a model of another kind.',
  });
}
