import {
  changeWaitingTrigger,
  type Database,
  type Db,
  findSourceOfPipeline,
  listWaitingTriggers,
  lockSchedule,
  recordTrigger,
  type Schedule,
  type TriggerEvent,
} from '@millrace/db';
import { cronTimesBetween } from '@millrace/pipeline-core/sources';
import type { JobQueues } from '../queue/enqueue';

/** A clock that strikes this late was missed, not slow. */
const lateMs = 60_000;

/**
 * A clock has struck: records the wish for a run under the time it stands for, so that a repeated job asks once, and
 * enqueues its start. Times that passed while nothing ran are made up for once, and counted. While an earlier wish of this
 * clock waits for a run to end, that wish counts for this time too. A disabled or deleted schedule, and one of a paused
 * source, asks for nothing.
 */
export async function fireSchedule(options: {
  db: Database;
  queues: Pick<JobQueues, 'enqueue'>;
  scheduleId: string;
  scheduledFor: Date;
  now?: Date;
}): Promise<void> {
  const { db, queues, scheduledFor, now = new Date() } = options;
  // Deleted meanwhile it either waits for this wish and drops it, or is gone before it is read here.
  const trigger = await db.transaction(async (tx) => {
    const schedule = await lockSchedule(tx, options.scheduleId);
    return schedule === null ? null : recordWish(tx, schedule, { scheduledFor, now });
  });
  if (trigger !== null) await queues.enqueue('start-run', { key: trigger.id, payload: { triggerEvent: trigger.id } });
}

/** Null where it asks for nothing. */
async function recordWish(
  tx: Db,
  schedule: Schedule,
  { scheduledFor, now }: { scheduledFor: Date; now: Date },
): Promise<TriggerEvent | null> {
  if (!schedule.enabled) return null;
  const { projectId, pipelineId } = schedule;
  if ((await findSourceOfPipeline(tx, { projectId, pipelineId }))?.paused === true) return null;
  const requestKey = `schedule ${schedule.id} ${scheduledFor.toISOString()}`;
  if (await joinsWaiting(tx, schedule, requestKey)) return null;
  const missed = missedTimes(schedule, scheduledFor, now);
  return recordTrigger(tx, {
    projectId,
    pipelineId,
    requestKey,
    trigger: 'schedule',
    startedBy: schedule.createdBy,
    ...(missed === 0 ? {} : { request: { missed } }),
  });
}

/** How many times the clock struck unheard, this one included; 0 when it is on time. */
function missedTimes({ cron, timeZone }: Schedule, scheduledFor: Date, now: Date): number {
  if (now.getTime() - scheduledFor.getTime() < lateMs) return 0;
  return 1 + cronTimesBetween({ cron, timeZone }, { from: scheduledFor, to: now });
}

async function joinsWaiting(db: Db, schedule: Schedule, requestKey: string): Promise<boolean> {
  const { projectId, pipelineId } = schedule;
  const own = `schedule ${schedule.id} `;
  const waiting = (await listWaitingTriggers(db, { projectId, pipelineId })).find((row) =>
    row.requestKey.startsWith(own),
  );
  if (waiting === undefined || waiting.requestKey === requestKey) return false;
  const alsoDue = (waiting.request?.alsoDue ?? 0) + 1;
  return changeWaitingTrigger(db, { id: waiting.id, request: { ...waiting.request, alsoDue } });
}
