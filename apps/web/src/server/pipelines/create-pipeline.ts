import { appendAudit, createPipeline, listPipelines } from '@millrace/db';
import { emptyDocument, pipelineDocumentSchema } from '@millrace/pipeline-core/document';
import { z } from 'zod';
import { database } from '../database';
import { projectAction } from '../use-case';
import { freeName } from './free-name';

export const createPipelineUseCase = projectAction(
  'edit',
  z.object({
    name: z.string().trim().min(1).max(120),
    document: pipelineDocumentSchema.default(emptyDocument),
    /** The name is ours, not the person's: where another pipeline has it already it gets a number. */
    numbered: z.boolean().optional(),
  }),
  async ({ project, actor }, { name: wished, document, numbered }) => {
    const taken = numbered === true ? (await listPipelines(database(), project.id)).map((other) => other.name) : [];
    const name = freeName(wished, taken);
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
