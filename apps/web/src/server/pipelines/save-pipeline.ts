import { savePipeline } from '@millrace/db';
import { pipelineDocumentSchema } from '@millrace/pipeline-core/document';
import { pipelineIdSchema } from '@millrace/pipeline-core/ids';
import { z } from 'zod';
import { database } from '../database';
import { notFound, Refusal } from '../errors';
import { projectAction } from '../use-case';

/**
 * Autosave of the draft. `baseRevision` is the one the browser last saw: a newer one on the server is handed back
 * instead of being overwritten. Steps that are missing without being among `deletedSteps` are a broken client, not an edit.
 */
export const savePipelineUseCase = projectAction(
  'edit',
  z.object({
    id: pipelineIdSchema,
    document: pipelineDocumentSchema,
    baseRevision: z.number().int(),
    deletedSteps: z.array(z.string().max(100)).max(20_000).default([]),
  }),
  async ({ project, actor }, { id, document, baseRevision, deletedSteps }) => {
    const saved = await savePipeline(database(), {
      projectId: project.id,
      id,
      document,
      baseRevision,
      userId: actor,
      deletedSteps,
    });
    if (saved.ok) return { outcome: 'saved' as const, ...saved.value };
    switch (saved.error.kind) {
      case 'missing':
        throw notFound('pipeline');
      case 'stale':
        return { outcome: 'stale' as const, pipeline: saved.error.pipeline };
      case 'steps-lost':
        throw new Refusal(
          'conflict',
          `This save would drop ${saved.error.lost} of ${saved.error.before} steps that nobody deleted.`,
          'Reload the page: edits that were not saved are kept in this browser and offered then.',
        );
    }
  },
);
