import { getRunSummary, listBisectsOf, listJudgedBefore, listJudgedSteps, prepareBisect } from '@millrace/db';
import { expectedRuns, type Judged, lossesOf } from '@millrace/pipeline-core/bisect';
import { type ProjectId, type RunId, runIdSchema, stepIdSchema } from '@millrace/pipeline-core/ids';
import { z } from 'zod';
import { database } from '../database';
import { notFound } from '../errors';
import { projectQuery } from '../use-case';

/** So many earlier runs are looked through for better ones. */
const runsRead = 50;

export const bisectWishSchema = z.object({
  good: runIdSchema,
  bad: runIdSchema,
  /** The step that judges; without it the one that lost most. */
  step: stepIdSchema.optional(),
  /** So many runs of the good drawing with other seeds say what chance does. */
  repeats: z.int().min(0).max(10).default(3),
  /** So many hybrid runs at most. */
  most: z.int().min(1).max(100).default(30),
});

/** Earlier runs of the same pipeline that were better than this one by a judging step of both, newest first; and the searches there were. */
export const betterRunsUseCase = projectQuery('view', z.object({ run: runIdSchema }), async ({ project }, { run }) => {
  const key = { projectId: project.id };
  const own = await getRunSummary(database(), { ...key, id: run });
  if (own === null) throw notFound('run');
  const searches = (await listBisectsOf(database(), { ...key, badRun: run })).map(
    ({ id, status, setup, createdAt }) => {
      return { id, status, createdAt, good: { run: setup.good.run, number: setup.good.number } };
    },
  );
  if (own.pipelineId === null || own.kind !== 'pipeline') return { number: own.number, runs: [], searches };
  const [judged, before] = await Promise.all([
    listJudgedSteps(database(), { runId: run }),
    listJudgedBefore(database(), { ...key, pipelineId: own.pipelineId, before: own.number, runs: runsRead }),
  ]);
  const runs = groupByRun(before).flatMap(({ id, number, at, steps }) => {
    const [most] = lossesOf(steps, judged);
    return most === undefined || most.loss <= 0 ? [] : [{ run: id, number, at, ...most }];
  });
  return { number: own.number, runs, searches };
});

function groupByRun(steps: Awaited<ReturnType<typeof listJudgedBefore>>) {
  const runs = new Map<RunId, { id: RunId; number: number; at: Date; steps: Judged[] }>();
  for (const { runId: id, number, at, ...judged } of steps) {
    const run = runs.get(id) ?? { id, number, at, steps: [] };
    run.steps.push(judged);
    runs.set(id, run);
  }
  return [...runs.values()];
}

/** What a search between two runs begins with, or why there can be none. @throws Refusal where a run is not of the project */
export async function prepareWish(projectId: ProjectId, wish: z.output<typeof bisectWishSchema>) {
  for (const id of [wish.good, wish.bad]) {
    if ((await getRunSummary(database(), { projectId, id })) === null) throw notFound('run');
  }
  return prepareBisect(database(), { projectId, ...wish });
}

/**
 * What a search between two runs would look at, and how many runs that takes; or why there can be none. `judges` are the steps that
 * judged in both, the one that lost most first, whichever of them was asked for.
 */
export const previewBisectUseCase = projectQuery('view', bisectWishSchema, async ({ project }, wish) => {
  const prepared = await prepareWish(project.id, wish);
  const [before, after] = await Promise.all(
    [wish.good, wish.bad].map((runId) => listJudgedSteps(database(), { runId })),
  );
  const judges = lossesOf(before ?? [], after ?? []);
  if (!prepared.ok) return { problem: prepared.error, setup: null, expected: 0, judges };
  const { setup } = prepared.value;
  return { problem: null, setup, expected: expectedRuns(setup), judges };
});
