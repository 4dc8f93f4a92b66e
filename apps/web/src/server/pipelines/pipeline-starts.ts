import {
  findSourceOfPipeline,
  getPipeline,
  listRuns,
  listSchedulesOf,
  listTriggers,
  type Pipeline,
} from '@millrace/db';
import { type PipelineId, pipelineIdSchema } from '@millrace/pipeline-core/ids';
import { z } from 'zod';
import { addClock, type ClockOwner, newClock, nextOf, removeClock, switchClock } from '../clocks/clocks';
import { database } from '../database';
import { notFound, Refusal } from '../errors';
import { type ProjectContext, projectAction, projectQuery } from '../use-case';

const byPipeline = z.object({ pipeline: pipelineIdSchema });

/** What starts a pipeline by itself: its clocks, what waits, what was refused, and the runs that came of it. */
export const pipelineStartsUseCase = projectQuery('view', byPipeline, async (context, { pipeline: id }) => {
  const pipeline = await requirePipeline(context, id);
  const key = { projectId: context.project.id, pipelineId: id };
  const [schedules, wishes, runs, running] = await Promise.all([
    listSchedulesOf(database(), key),
    listTriggers(database(), { ...key, limit: 60 }),
    listRuns(database(), { ...key, exceptTrigger: 'hand', limit: 10 }),
    listRuns(database(), { ...key, status: 'running', limit: 1 }),
  ]);
  const requests = new Map(wishes.flatMap(({ runId, request }) => (runId === null ? [] : [[runId, request] as const])));
  return {
    pipeline: { id, name: pipeline.name },
    clocks: schedules.map((schedule) => ({ ...schedule, next: nextOf([schedule]) })),
    waiting: wishes.filter(({ runId, error }) => runId === null && error === null),
    refused: wishes.filter(({ error }) => error !== null).slice(0, 3),
    running: running.length > 0,
    runs: runs.map((run) => ({ ...run, request: requests.get(run.id) ?? null })),
  };
});

/** Setting a clock starts runs later, so it needs the right to start one. */
export const addPipelineClockUseCase = projectAction(
  'run',
  newClock.extend({ pipeline: pipelineIdSchema }),
  async (context, { pipeline, ...clock }) => addClock(await drawing(context, pipeline), clock),
);

const clockKey = byPipeline.extend({ id: z.uuid() });

export const switchPipelineClockUseCase = projectAction(
  'run',
  clockKey.extend({ enabled: z.boolean() }),
  async (context, { pipeline, ...wanted }) => switchClock(await drawing(context, pipeline), wanted),
);

export const removePipelineClockUseCase = projectAction('run', clockKey, async (context, { pipeline, id }) =>
  removeClock(await drawing(context, pipeline), id),
);

async function requirePipeline({ project }: ProjectContext, id: PipelineId): Promise<Pipeline> {
  const pipeline = await getPipeline(database(), { projectId: project.id, id });
  if (pipeline === null) throw notFound('pipeline');
  return pipeline;
}

/** The pipeline of a source has its clocks on the page of the source, which may refuse them. */
async function drawing(context: ProjectContext, id: PipelineId): Promise<ClockOwner> {
  await requirePipeline(context, id);
  const source = await findSourceOfPipeline(database(), { projectId: context.project.id, pipelineId: id });
  if (source !== null)
    throw new Refusal('conflict', `This pipeline belongs to the source ${source.name}.`, 'Set clocks on its page.');
  return { context, pipelineId: id, subject: id };
}
