import {
  countQuarantined,
  getDataset,
  latestOutcomes,
  listBatchStates,
  listDatasets,
  listOutcomes,
  listQuarantined,
  listRuns,
  listSchedules,
  listSchedulesOf,
  listSources,
  listTriggers,
  type Source,
} from '@millrace/db';
import { sourceIdSchema } from '@millrace/pipeline-core/ids';
import { describeSource } from '@millrace/pipeline-core/sources';
import { z } from 'zod';
import { nextOf } from '../clocks/clocks';
import { database } from '../database';
import { noInput, projectQuery } from '../use-case';
import { eventsOfSource } from './source-events';
import { required } from './source-use-cases';

/** Sources of a project with how they are: last run, next run, what is wrong. */
export const listSourcesUseCase = projectQuery('view', noInput, async ({ project }) => {
  const [sources, schedules, datasets] = await Promise.all([
    listSources(database(), project.id),
    listSchedules(database(), project.id),
    listDatasets(database(), project.id),
  ]);
  const outcomes = await latestOutcomes(
    database(),
    sources.map(({ id }) => id),
  );
  const held = await countQuarantined(
    database(),
    sources.map(({ id }) => id),
  );
  const batchOf = (id: string) => outcomes.get(id)?.batchId ?? null;
  const batches = await listBatchStates(
    database(),
    sources.flatMap(({ id }) => batchOf(id) ?? []),
  );
  const rows = sources.map(async (source) => {
    const batch = batchOf(source.id);
    const [run] = await listRuns(database(), { projectId: project.id, pipelineId: source.pipelineId, limit: 1 });
    const own = schedules.filter(({ pipelineId }) => pipelineId === source.pipelineId);
    const dataset = datasets.find(({ id }) => id === source.datasetId);
    return {
      ...shown(source),
      dataset: dataset === undefined ? null : { id: dataset.id, name: dataset.name },
      run: run === undefined ? null : { id: run.id, number: run.number, status: run.status, createdAt: run.createdAt },
      outcome: outcomes.get(source.id) ?? null,
      batch: batch === null ? null : (batches.get(batch) ?? null),
      held: held.get(source.id) ?? 0,
      next: source.paused ? null : nextOf(own),
    };
  });
  return { sources: await Promise.all(rows) };
});

/** One source: its settings, clocks, runs with what became of them, and what waits. */
export const getSourceUseCase = projectQuery('view', z.object({ id: sourceIdSchema }), async (context, { id }) => {
  const { project } = context;
  const source = await required(context, id);
  const key = { projectId: project.id, pipelineId: source.pipelineId };
  const [runs, schedules, triggers, dataset, events] = await Promise.all([
    listRuns(database(), { ...key, limit: 30 }),
    listSchedulesOf(database(), key),
    listTriggers(database(), { ...key, limit: 60 }),
    getDataset(database(), { projectId: project.id, id: source.datasetId }),
    eventsOfSource(source),
  ]);
  const held = await listQuarantined(database(), { projectId: project.id, sourceId: id });
  const outcomes = new Map(
    (
      await listOutcomes(
        database(),
        runs.map((run) => run.id),
      )
    ).map((one) => [one.runId, one]),
  );
  const states = await listBatchStates(
    database(),
    [...outcomes.values()].flatMap(({ batchId }) => (batchId === null ? [] : [batchId])),
  );
  const batchOf = (run: (typeof runs)[number]) => {
    const batchId = outcomes.get(run.id)?.batchId ?? null;
    return batchId === null ? null : (states.get(batchId) ?? null);
  };
  const wishes = new Map(triggers.flatMap((one) => (one.runId === null ? [] : [[one.runId, one] as const])));
  return {
    source: {
      ...shown(source),
      config: source.config,
      policy: source.policy,
      cursor: source.cursor,
      held: held.length,
    },
    held,
    dataset: dataset === null ? null : { id: dataset.id, name: dataset.name },
    events,
    runs: runs.map((run) => ({
      ...run,
      outcome: outcomes.get(run.id) ?? null,
      batch: batchOf(run),
      request: wishes.get(run.id)?.request ?? null,
    })),
    waiting: triggers.filter(({ runId, error }) => runId === null && error === null),
    refused: triggers.filter(({ error }) => error !== null).slice(0, 5),
    schedules: schedules.map((schedule) => ({ ...schedule, next: source.paused ? null : nextOf([schedule]) })),
  };
});

function shown(source: Source) {
  const { id, name, secret, paused, problems, createdAt, updatedAt, createdBy, pipelineId } = source;
  const { kind } = source.config;
  return {
    id,
    name,
    kind,
    reads: describeSource(source.config),
    secret,
    paused,
    problems,
    createdAt,
    updatedAt,
    createdBy,
    pipelineId,
  };
}
