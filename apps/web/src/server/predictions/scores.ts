import { countScores, getRelease, listNamedBatches, listReleasesOfBatch, listScores, type Scores } from '@millrace/db';
import type { ScoreShape, TouchedShape } from '@millrace/pipeline-core/api';
import { type BatchId, batchIdSchema, type ReleaseId, releaseIdSchema } from '@millrace/pipeline-core/ids';
import type { Prediction } from '@millrace/pipeline-core/release';
import { z } from 'zod';
import { cursorOf } from '../cursor';
import { database } from '../database';
import { notFound } from '../errors';
import { type ProjectContext, projectQuery } from '../use-case';

/** The releases that learned from a batch, and how many scores each has given since. */
export const touchedByBatchUseCase = projectQuery(
  'view',
  z.object({ batch: batchIdSchema }),
  async (context, { batch }) => (await touchedByBatch(context, batch)).releases,
);

const cursor = cursorOf(z.object({ at: z.iso.datetime(), id: z.uuid() }));

export const scoresInput = z
  .object({
    batch: batchIdSchema.optional(),
    release: releaseIdSchema.optional(),
    limit: z.coerce.number().int().min(1).max(1000).default(50),
    cursor: z.string().max(400).optional(),
  })
  .refine(({ batch, release }) => (batch === undefined) !== (release === undefined), {
    message: 'expected either batch or release, exactly one of them',
  });

/** Scores of one release, or of all that learned from a batch, newest first; `next` asks for those before. */
export const listScoresUseCase = projectQuery('view', scoresInput, async (context, input) => {
  const { limit, batch, release } = input;
  const ofRelease = release === undefined ? [] : [await touchedRelease(context, release)];
  const touched = batch === undefined ? null : await touchedByBatch(context, batch);
  const releases = touched?.releases ?? ofRelease;
  const names = new Map(releases.map(({ id, model, number }) => [id, `${model} v${number}`]));
  const before = input.cursor === undefined ? undefined : cursor.read(input.cursor);
  const found = await listScores(database(), { releases: releases.map(({ id }) => id), before, limit });
  const last = found.at(-1);
  return {
    batch: touched?.batch ?? null,
    releases,
    items: found.map((prediction) => shapeScore(prediction, names)),
    next: last === undefined || found.length < limit ? null : cursor.write({ at: last.at, id: last.id }),
  };
});

async function touchedByBatch({ project }: ProjectContext, batchId: BatchId) {
  const projectId = project.id;
  // Also of a dataset that was deleted: what learned from it still answers.
  const [batch] = await listNamedBatches(database(), { projectId, ids: [batchId] });
  if (batch === undefined) throw notFound('batch');
  const found = await listReleasesOfBatch(database(), { projectId, batchId });
  const releases = found.map(
    ({ id, modelId, model, number, createdAt, scores }): TouchedShape => ({
      ...{ id, modelId, model, number, ...shapeCounts(scores), registered: createdAt.toISOString() },
    }),
  );
  return { batch, releases };
}

async function touchedRelease({ project }: ProjectContext, id: ReleaseId): Promise<TouchedShape> {
  const found = await getRelease(database(), { projectId: project.id, id });
  if (found === null) throw notFound('release');
  const { modelId, modelName, number, createdAt } = found;
  const scores = await countScores(database(), id);
  return { id, modelId, model: modelName, number, ...shapeCounts(scores), registered: createdAt.toISOString() };
}

function shapeCounts({ count, first, last }: Scores) {
  return { scores: count, first: first?.toISOString() ?? null, last: last?.toISOString() ?? null };
}

function shapeScore(prediction: Prediction, names: ReadonlyMap<ReleaseId, string>): ScoreShape {
  const { id, at, endpoint, release, status, output, shadowOf } = prediction;
  return {
    ...{ id, at, endpoint, status, output, shadow: shadowOf !== undefined },
    release: release === null ? '' : (names.get(release) ?? ''),
  };
}
