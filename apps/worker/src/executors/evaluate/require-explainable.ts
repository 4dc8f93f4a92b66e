import { PipelineError } from '@millrace/pipeline-core/errors';
import type { ModelManifest } from '@millrace/pipeline-core/release';

/**
 * Refuses to explain a model that answers with a list: it reads the name of a user and nothing else, so there is no column to
 * shuffle that would say anything.
 */
export function requireExplainable({ task, trainer }: Pick<ModelManifest, 'task' | 'trainer'>, title: string): void {
  if (task !== 'ranking') return;
  throw new PipelineError({
    code: 'task-not-explained',
    family: 'pipeline',
    place: `${title} › model`,
    seen: `"${trainer.title}", which goes by the name of the user alone`,
    expected: 'a model that learns from columns',
    next: 'Evaluate says how good it is and how far above the most popular items. Connect another model here.',
  });
}
