import { appendAudit, createPipeline } from '@millrace/db';
import { emptyDocument, pipelineDocumentSchema } from '@millrace/pipeline-core/document';
import { z } from 'zod';
import { database } from '../database';
import { projectAction } from '../use-case';

export const createPipelineUseCase = projectAction(
  'edit',
  z.object({ name: z.string().trim().min(1).max(120), document: pipelineDocumentSchema.default(emptyDocument) }),
  async ({ project, actor }, { name, document }) => {
    const pipeline = await createPipeline(database(), { projectId: project.id, name, document, createdBy: actor });
    await appendAudit(database(), {
      projectId: project.id,
      actor,
      action: 'pipeline.create',
      subject: pipeline.id,
      details: { name },
    });
    return { id: pipeline.id, name: pipeline.name };
  },
);
