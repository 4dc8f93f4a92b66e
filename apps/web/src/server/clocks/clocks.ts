import {
  appendAudit,
  createSchedule,
  deleteSchedule,
  listSchedulesOf,
  type Schedule,
  updateSchedule,
} from '@millrace/db';
import type { PipelineId } from '@millrace/pipeline-core/ids';
import { cronProblem, nextCronTime } from '@millrace/pipeline-core/sources';
import { z } from 'zod';
import { database } from '../database';
import { notFound, Refusal } from '../errors';
import type { ProjectContext } from '../use-case';

/** What a clock starts, for whom, and under which id the audit speaks of it. */
export type ClockOwner = { context: ProjectContext; pipelineId: PipelineId; subject: string };

/** Five fields of cron in a time zone. */
export const newClock = z.object({ cron: z.string().trim().max(100), timeZone: z.string().trim().max(60) });

/** Sets a clock on a pipeline; its runs are started in the name of whoever sets it. */
export async function addClock(
  { context: { project, actor }, pipelineId, subject }: ClockOwner,
  { cron, timeZone }: z.output<typeof newClock>,
): Promise<{ id: string }> {
  const problem = cronProblem(cron, timeZone);
  if (problem !== null) throw new Refusal('invalid', problem, 'Correct the clock.');
  const projectId = project.id;
  return database().transaction(async (tx) => {
    const { id } = await createSchedule(tx, { projectId, pipelineId, cron, timeZone, createdBy: actor });
    await appendAudit(tx, { projectId, actor, action: 'schedule.create', subject, details: { cron, timeZone } });
    return { id };
  });
}

/** Stops a clock, or lets it go on. */
export async function switchClock(
  { context: { project, actor }, pipelineId, subject }: ClockOwner,
  { id, enabled }: { id: string; enabled: boolean },
): Promise<{ id: string; enabled: boolean }> {
  const projectId = project.id;
  return database().transaction(async (tx) => {
    const own = await listSchedulesOf(tx, { projectId, pipelineId });
    if (!own.some((one) => one.id === id) || !(await updateSchedule(tx, { projectId, id, enabled })))
      throw notFound('clock');
    await appendAudit(tx, { projectId, actor, action: 'schedule.change', subject, details: { enabled } });
    return { id, enabled };
  });
}

export async function removeClock(
  { context: { project, actor }, pipelineId, subject }: ClockOwner,
  id: string,
): Promise<{ id: string }> {
  const projectId = project.id;
  return database().transaction(async (tx) => {
    const own = (await listSchedulesOf(tx, { projectId, pipelineId })).find((one) => one.id === id);
    if (own === undefined || !(await deleteSchedule(tx, { projectId, id }))) throw notFound('clock');
    const details = { cron: own.cron, timeZone: own.timeZone };
    await appendAudit(tx, { projectId, actor, action: 'schedule.delete', subject, details });
    return { id };
  });
}

/** The next time one of these clocks strikes. */
export function nextOf(schedules: readonly Schedule[]): Date | null {
  const now = new Date();
  const times = schedules
    .filter(({ enabled }) => enabled)
    .flatMap(({ cron, timeZone }) => nextCronTime(cron, timeZone, now) ?? []);
  return times.sort((a, b) => a.getTime() - b.getTime())[0] ?? null;
}
