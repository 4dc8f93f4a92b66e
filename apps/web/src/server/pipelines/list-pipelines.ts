import { listPipelines, listSchedules, listTopicTriggers } from '@millrace/db';
import { nextOf } from '../clocks/clocks';
import { database } from '../database';
import { noInput, projectQuery } from '../use-case';

/** Drawings of the project, with what starts each by itself: how many clocks and events, and the next time. */
export const listPipelinesUseCase = projectQuery('view', noInput, async ({ project }) => {
  const [pipelines, schedules, triggers] = await Promise.all([
    listPipelines(database(), project.id),
    listSchedules(database(), project.id),
    listTopicTriggers(database(), project.id),
  ]);
  return {
    pipelines: pipelines.map((pipeline) => {
      const clocks = schedules.filter(({ pipelineId, enabled }) => pipelineId === pipeline.id && enabled);
      const events = triggers.filter(({ pipelineId, enabled }) => pipelineId === pipeline.id && enabled);
      return { ...pipeline, starts: { clocks: clocks.length, events: events.length, next: nextOf(clocks) } };
    }),
  };
});
