import { listLastRuns, listPipelines, listSchedules, listTopicTriggers } from '@millrace/db';
import { nextOf } from '../clocks/clocks';
import { database } from '../database';
import { noInput, projectQuery } from '../use-case';

/** Drawings of the project, with what starts each by itself: how many clocks and events, and the next time; and how each went the last time. */
export const listPipelinesUseCase = projectQuery('view', noInput, async ({ project }) => {
  const [pipelines, schedules, triggers, runs] = await Promise.all([
    listPipelines(database(), project.id),
    listSchedules(database(), project.id),
    listTopicTriggers(database(), project.id),
    listLastRuns(database(), project.id),
  ]);
  const lastRuns = new Map(runs.map(({ pipelineId, ...run }) => [pipelineId, run]));
  return {
    pipelines: pipelines.map((pipeline) => {
      const clocks = schedules.filter(({ pipelineId, enabled }) => pipelineId === pipeline.id && enabled);
      const events = triggers.filter(({ pipelineId, enabled }) => pipelineId === pipeline.id && enabled);
      const starts = { clocks: clocks.length, events: events.length, next: nextOf(clocks) };
      return { ...pipeline, starts, lastRun: lastRuns.get(pipeline.id) ?? null };
    }),
  };
});
