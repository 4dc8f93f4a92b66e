import { PipelineError } from '@millrace/pipeline-core/errors';
import type { ModelManifest } from '@millrace/pipeline-core/release';

/** Throws what is said where a model cannot be opened because others made it: where there is our own code alone. */
export function refuseForeign({ trainer, format }: Pick<ModelManifest, 'trainer' | 'format'>, place: string): never {
  throw new PipelineError({
    code: 'foreign-model',
    family: 'pipeline',
    place,
    seen: `"${trainer.title}", a model in format ${format}, which answers through a program that is not here`,
    expected: 'a model that our own code answers for',
    next: 'Deploy it: an endpoint answers with it from a process of its own. Or predict tables with a Batch score step.',
  });
}
