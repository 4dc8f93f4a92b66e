import {
  countScores,
  getRelease,
  listNamedBatches,
  listReleasesOfBatch,
  listScores,
  type ReleaseOfBatch,
  type Scores,
} from '@millrace/db';
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
  async (context, { batch }) => countEach((await learnedFrom(context, batch)).releases),
);

const cursor = cursorOf(z.object({ at: z.iso.datetime(), id: z.uuid() }));

const ofWhat = { batch: batchIdSchema.optional(), release: releaseIdSchema.optional() };
const oneOf = ({ batch, release }: { batch?: BatchId | undefined; release?: ReleaseId | undefined }) =>
  (batch === undefined) !== (release === undefined);
const oneExpected = { message: 'expected either batch or release, exactly one of them' };

export const scoresInput = z
  .object({
    ...ofWhat,
    limit: z.coerce.number().int().min(1).max(1000).default(50),
    cursor: z.string().max(400).optional(),
  })
  .refine(oneOf, oneExpected);

/** Scores of one release, or of all that learned from a batch, newest first; `next` asks for those before. */
export const listScoresUseCase = projectQuery('view', scoresInput, async (context, input) => {
  const { limit } = input;
  const { releases } = await asked(context, input);
  const names = new Map(releases.map(({ id, model, number }) => [id, `${model} v${number}`]));
  const before = input.cursor === undefined ? undefined : cursor.read(input.cursor);
  const found = await listScores(database(), { releases: releases.map(({ id }) => id), before, limit });
  const last = found.at(-1);
  return {
    items: found.map((prediction) => shapeScore(prediction, names)),
    next: last === undefined || found.length < limit ? null : cursor.write({ at: last.at, id: last.id }),
  };
});

/** What such a list is of, counted: asked for once, for the list goes page by page. */
export const countScoresUseCase = projectQuery(
  'view',
  z.object(ofWhat).refine(oneOf, oneExpected),
  async (context, input) => {
    const { batch, releases } = await asked(context, input);
    return { batch, releases: await countEach(releases) };
  },
);

async function asked(
  context: ProjectContext,
  { batch, release }: { batch?: BatchId | undefined; release?: ReleaseId | undefined },
) {
  if (batch !== undefined) return learnedFrom(context, batch);
  return { batch: null, releases: release === undefined ? [] : [await findRelease(context, release)] };
}

async function learnedFrom({ project }: ProjectContext, batchId: BatchId) {
  const projectId = project.id;
  // Also of a dataset that was deleted: what learned from it still answers.
  const [batch] = await listNamedBatches(database(), { projectId, ids: [batchId] });
  if (batch === undefined) throw notFound('batch');
  return { batch, releases: await listReleasesOfBatch(database(), { projectId, batchId }) };
}

async function findRelease({ project }: ProjectContext, id: ReleaseId): Promise<ReleaseOfBatch> {
  const found = await getRelease(database(), { projectId: project.id, id });
  if (found === null) throw notFound('release');
  const { modelId, modelName, number, createdAt } = found;
  return { id, modelId, model: modelName, number, createdAt };
}

async function countEach(releases: readonly ReleaseOfBatch[]): Promise<TouchedShape[]> {
  const counts = await countScores(
    database(),
    releases.map(({ id }) => id),
  );
  return releases.map(({ id, modelId, model, number, createdAt }) => ({
    ...{ id, modelId, model, number, ...shapeCounts(counts.get(id)), registered: createdAt.toISOString() },
  }));
}

function shapeCounts(scores: Scores | undefined) {
  const [first, last] = [scores?.first ?? null, scores?.last ?? null];
  return { scores: scores?.count ?? 0, first: first?.toISOString() ?? null, last: last?.toISOString() ?? null };
}

function shapeScore(prediction: Prediction, names: ReadonlyMap<ReleaseId, string>): ScoreShape {
  const { id, at, endpoint, release, status, output } = prediction;
  return {
    ...{ id, at, endpoint, status, output },
    release: release === null ? '' : (names.get(release) ?? ''),
  };
}
