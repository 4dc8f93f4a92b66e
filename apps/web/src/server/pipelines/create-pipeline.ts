import { appendAudit, createPipeline, getPipeline, listPipelines, type PipelineSummary } from '@millrace/db';
import { emptyDocument, type PipelineDocument, pipelineDocumentSchema } from '@millrace/pipeline-core/document';
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
    const others = numbered === true ? await listPipelines(database(), project.id) : [];
    const untouched = numbered === true && isEmpty(document) ? findUntouched(others, { wished, actor }) : undefined;
    const same =
      untouched === undefined ? null : await getPipeline(database(), { projectId: project.id, id: untouched.id });
    if (same !== null && isEmpty(same.document)) return { id: same.id, name: same.name };
    const name = freeName(
      wished,
      others.map((other) => other.name),
    );
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

function isEmpty({ steps, notes }: PipelineDocument): boolean {
  return Object.keys(steps).length === 0 && Object.keys(notes).length === 0;
}

/** An empty one that the same person asked for before and left as it was: it is opened again, so that none pile up. */
function findUntouched(
  pipelines: readonly PipelineSummary[],
  { wished, actor }: { wished: string; actor: string },
): PipelineSummary | undefined {
  const isOurs = (name: string) =>
    name === wished || (name.startsWith(`${wished} `) && /^\d+$/.test(name.slice(wished.length + 1)));
  // Whatever was drawn has been saved, which counts the revision on.
  return pipelines.find(({ name, revision, createdBy }) => revision === 0 && createdBy === actor && isOurs(name));
}
