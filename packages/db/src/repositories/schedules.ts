import type { PipelineId, ProjectId } from '@millrace/pipeline-core/ids';
import type { Db } from '../client';
import { type Schedule, scheduleSchema } from '../mappers/clock-row';
import { sql } from '../raw-query';
import { takeBackWishes } from './trigger-events';

export type NewSchedule = Pick<Schedule, 'projectId' | 'pipelineId' | 'cron' | 'timeZone' | 'createdBy'>;
export type ScheduleKey = { projectId: ProjectId; id: string };

export async function createSchedule(db: Db, input: NewSchedule): Promise<Schedule> {
  return scheduleSchema.parse(await db.prisma.schedule.create({ data: input }));
}

/** False when there is no such schedule. */
export async function updateSchedule(
  db: Db,
  input: ScheduleKey & Partial<Pick<Schedule, 'cron' | 'timeZone' | 'enabled'>>,
): Promise<boolean> {
  const { projectId, id, ...data } = input;
  return (await db.prisma.schedule.updateMany({ where: { projectId, id }, data })).count === 1;
}

/** Deletes a clock; a start it has asked for and that still waits is dropped. False when there is no such clock. */
export async function deleteSchedule(db: Db, key: ScheduleKey): Promise<boolean> {
  return db.transaction(async (tx) => {
    const { count } = await tx.prisma.schedule.deleteMany({ where: key });
    if (count === 1) await takeBackWishes(tx, { projectId: key.projectId, own: `schedule ${key.id} ` });
    return count === 1;
  });
}

/** A clock that stays as it is until the transaction ends: whoever deletes it waits, and then drops what it has asked for. */
export async function lockSchedule(tx: Db, id: string): Promise<Schedule | null> {
  await tx.prisma.$queryRaw(sql`select id from schedule where id = ${id}::uuid for share`);
  const row = await tx.prisma.schedule.findUnique({ where: { id } });
  return row === null ? null : scheduleSchema.parse(row);
}

/** Clocks of one pipeline. */
export async function listSchedulesOf(
  db: Db,
  key: { projectId: ProjectId; pipelineId: PipelineId },
): Promise<Schedule[]> {
  const rows = await db.prisma.schedule.findMany({ where: key, orderBy: { createdAt: 'asc' } });
  return rows.map((row) => scheduleSchema.parse(row));
}

/** Schedules of a project; without one, of the whole installation. */
export async function listSchedules(db: Db, projectId?: ProjectId): Promise<Schedule[]> {
  const rows = await db.prisma.schedule.findMany({
    where: projectId === undefined ? {} : { projectId },
    orderBy: { createdAt: 'asc' },
  });
  return rows.map((row) => scheduleSchema.parse(row));
}
