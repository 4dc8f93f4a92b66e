import { getBatch, getDataset } from '@millrace/db';
import { batchIdSchema, type ProjectId } from '@millrace/pipeline-core/ids';
import { compareSketches } from '@millrace/pipeline-core/sketch';
import { z } from 'zod';
import { database } from '../database';
import { notFound } from '../errors';
import { projectQuery } from '../use-case';
import { sketchOf } from './sketch-of';

/** Two batches of one or of two datasets against each other: from kept summaries, no row is read. */
export const compareBatchesUseCase = projectQuery(
  'view',
  z.object({ a: batchIdSchema, b: batchIdSchema }),
  async ({ project }, { a, b }) => {
    const [left, right] = [await sideOf(project.id, a), await sideOf(project.id, b)];
    const { columns, ...rest } = compareSketches(left.sketch, right.sketch);
    return {
      a: left.about,
      b: right.about,
      ...rest,
      columns: columns.map(({ a: before, b: after, ...column }) => ({
        ...column,
        before: before === undefined ? null : plainFigures(before),
        after: after === undefined ? null : plainFigures(after),
      })),
    };
  },
);

async function sideOf(projectId: ProjectId, id: z.output<typeof batchIdSchema>) {
  const batch = await getBatch(database(), { projectId, id });
  const dataset = batch === null ? null : await getDataset(database(), { projectId, id: batch.datasetId });
  if (batch === null || dataset === null) throw notFound('batch');
  const about = {
    id: batch.id,
    number: batch.number,
    dataset: dataset.id,
    name: dataset.name,
    landed: batch.createdAt,
  };
  return { about, sketch: await sketchOf(batch.tableHash) };
}

function plainFigures({
  type,
  present,
  missing,
  min,
  max,
  mean,
}: {
  type: string;
  present: number;
  missing: number;
  min: number | null;
  max: number | null;
  mean: number | null;
}) {
  return { type, present, missing, min, max, mean };
}
