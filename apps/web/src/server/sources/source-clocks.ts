import { appendAudit, createSchedule, deleteSchedule, listSchedulesOf, updateSchedule } from '@millrace/db';
import { sourceIdSchema } from '@millrace/pipeline-core/ids';
import { cronProblem } from '@millrace/pipeline-core/sources';
import { z } from 'zod';
import { database } from '../database';
import { notFound, Refusal } from '../errors';
import { projectAction } from '../use-case';
import { required } from './source-use-cases';

const clock = z.object({
  source: sourceIdSchema,
  cron: z.string().trim().max(100),
  timeZone: z.string().trim().max(60),
});

/** Sets a clock on a source: five fields of cron in a time zone. */
export const addSourceClockUseCase = projectAction('edit', clock, async (context, { source: id, cron, timeZone }) => {
  const { project, actor } = context;
  const problem = cronProblem(cron, timeZone);
  if (problem !== null) throw new Refusal('invalid', problem, 'Correct the clock.');
  const { pipelineId } = await required(context, id);
  const made = await createSchedule(database(), {
    projectId: project.id,
    pipelineId,
    cron,
    timeZone,
    createdBy: actor,
  });
  await appendAudit(database(), {
    projectId: project.id,
    actor,
    action: 'schedule.create',
    subject: id,
    details: { cron, timeZone },
  });
  return { id: made.id };
});

const clockKey = z.object({ source: sourceIdSchema, id: z.uuid() });

/** Stops a clock, or lets it go on. */
export const switchSourceClockUseCase = projectAction(
  'edit',
  clockKey.extend({ enabled: z.boolean() }),
  async (context, { source, id, enabled }) => {
    const { project, actor } = context;
    const { pipelineId } = await required(context, source);
    const own = await listSchedulesOf(database(), { projectId: project.id, pipelineId });
    if (
      !own.some((one) => one.id === id) ||
      !(await updateSchedule(database(), { projectId: project.id, id, enabled }))
    )
      throw notFound('clock');
    await appendAudit(database(), {
      projectId: project.id,
      actor,
      action: 'schedule.change',
      subject: source,
      details: { enabled },
    });
    return { id, enabled };
  },
);

export const removeSourceClockUseCase = projectAction('edit', clockKey, async (context, { source, id }) => {
  const { project, actor } = context;
  const { pipelineId } = await required(context, source);
  const own = (await listSchedulesOf(database(), { projectId: project.id, pipelineId })).find((one) => one.id === id);
  if (own === undefined || !(await deleteSchedule(database(), { projectId: project.id, id }))) throw notFound('clock');
  const details = { cron: own.cron, timeZone: own.timeZone };
  await appendAudit(database(), { projectId: project.id, actor, action: 'schedule.delete', subject: source, details });
  return { id };
});
