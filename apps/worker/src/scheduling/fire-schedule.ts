import { type Database, listSchedules, recordTrigger } from '@millrace/db';
import type { JobQueues } from '../queue/enqueue';

/**
 * A clock has struck: records the wish for a run under the time it stands for, so that a repeated job asks once, and
 * enqueues its start. A schedule that was disabled or deleted meanwhile asks for nothing.
 */
export async function fireSchedule(options: {
  db: Database;
  queues: Pick<JobQueues, 'enqueue'>;
  scheduleId: string;
  scheduledFor: Date;
}): Promise<void> {
  const { db, queues, scheduleId, scheduledFor } = options;
  const schedule = (await listSchedules(db)).find((row) => row.id === scheduleId);
  if (schedule === undefined || !schedule.enabled) return;
  const trigger = await recordTrigger(db, {
    projectId: schedule.projectId,
    pipelineId: schedule.pipelineId,
    requestKey: `schedule ${schedule.id} ${scheduledFor.toISOString()}`,
    trigger: 'schedule',
    startedBy: schedule.createdBy,
  });
  await queues.enqueue('start-run', { key: trigger.id, payload: { triggerEvent: trigger.id } });
}
