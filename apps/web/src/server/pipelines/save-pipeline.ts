import { savePipeline } from '@millrace/db';
import { pipelineDocumentSchema } from '@millrace/pipeline-core/document';
import { pipelineIdSchema } from '@millrace/pipeline-core/ids';
import { z } from 'zod';
import { database } from '../database';
import { notFound, Refusal } from '../errors';
import { projectAction } from '../use-case';

/**
 * Autosave of the draft. `baseRevision` is the one the browser last saw: a newer one on the server is handed back
 * instead of being overwritten. `deletesSteps` says that the missing steps were deleted by hand.
 */
export const savePipelineUseCase = projectAction(
  'edit',
  z.object({
    id: pipelineIdSchema,
    document: pipelineDocumentSchema,
    baseRevision: z.number().int(),
    deletesSteps: z.boolean().default(false),
  }),
  async ({ project, actor }, { id, document, baseRevision, deletesSteps }) => {
    const saved = await savePipeline(database(), {
      projectId: project.id,
      id,
      document,
      baseRevision,
      userId: actor,
      deletesSteps,
    });
    if (saved.ok) return { outcome: 'saved' as const, ...saved.value };
    switch (saved.error.kind) {
      case 'missing':
        throw notFound('pipeline');
      case 'stale':
        return { outcome: 'stale' as const, pipeline: saved.error.pipeline };
      case 'too-many-steps-lost':
        throw new Refusal(
          'conflict',
          `This save would drop ${saved.error.before - saved.error.after} of ${saved.error.before} steps that nobody deleted.`,
          'Reload the page; your last snapshots are kept in this browser.',
        );
    }
  },
);
