import { appendAudit, createPipeline, getDataset, latestBatch } from '@millrace/db';
import { disableForbidden, starterPipeline } from '@millrace/pipeline-core/document';
import { type DatasetId, datasetIdSchema } from '@millrace/pipeline-core/ids';
import { z } from 'zod';
import { readProfile } from '../data-service/client';
import { database } from '../database';
import { notFound } from '../errors';
import { mayOf, type ProjectContext, projectAction } from '../use-case';

export const starterInput = z.object({
  dataset: datasetIdSchema,
  target: z.string().min(1, 'Name the column to predict.'),
  name: z.string().trim().min(1).max(120),
  seed: z.number().int().min(0).default(20),
});

/** A complete first pipeline for a dataset and a target: task, leaks, ids and blanks are looked at before drawing it. */
export async function createStarter(
  context: ProjectContext,
  input: { dataset: DatasetId; target: string; name: string; seed: number },
) {
  const key = { projectId: context.project.id };
  const dataset = await getDataset(database(), { ...key, id: input.dataset });
  const batch = await latestBatch(database(), { ...key, datasetId: input.dataset });
  if (dataset === null || batch === null) throw notFound('dataset');
  const profile = await readProfile({ table: batch.tableHash, target: input.target });
  const starter = starterPipeline({
    profile,
    datasetId: dataset.id,
    datasetName: dataset.name,
    target: input.target,
    seed: input.seed,
  });
  const may = mayOf(context);
  const pipeline = await createPipeline(database(), {
    ...key,
    name: input.name,
    document: disableForbidden(starter.document, may),
    createdBy: context.actor,
  });
  await appendAudit(database(), {
    ...key,
    actor: context.actor,
    action: 'pipeline.create',
    subject: pipeline.id,
    details: { name: input.name, starter: true },
  });
  return {
    pipeline: pipeline.id,
    name: pipeline.name,
    task: starter.task,
    excluded: starter.excluded,
    notes: may('deploy') ? starter.notes : [...starter.notes, 'Deploy is disabled: it needs the right “deploy”.'],
  };
}

export const createStarterUseCase = projectAction('edit', starterInput, createStarter);
