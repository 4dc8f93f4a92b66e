import type { Logger } from '../logger';
import type { JobQueues, Repetition } from '../queue/enqueue';

export type ScheduleRow = { id: string; cron: string; timeZone: string; enabled: boolean };

/**
 * Makes the queue's repetitions equal to the table: new and changed ones are set, those of deleted or disabled
 * schedules are taken away. A schedule whose cron or time zone is wrong is reported and does not stop the others.
 */
export async function syncSchedules(options: {
  rows: readonly ScheduleRow[];
  queues: Pick<JobQueues, 'repeat' | 'repetitions' | 'stopRepeating'>;
  logger: Logger;
}): Promise<void> {
  const { rows, queues, logger } = options;
  const present = new Map((await queues.repetitions('schedule')).map((repetition) => [repetition.id, repetition]));
  const wanted = rows.filter((row) => row.enabled);
  for (const row of wanted) {
    if (isSame(present.get(row.id), row)) continue;
    try {
      const repeat = { cron: row.cron, timeZone: row.timeZone };
      await queues.repeat('fire-schedule', { id: row.id, payload: { schedule: row.id }, repeat });
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      logger.error(
        { schedule: row.id, cron: row.cron, timeZone: row.timeZone, error: message },
        'schedule cannot be set',
      );
    }
  }
  const ids = new Set(wanted.map((row) => row.id));
  for (const id of present.keys()) if (!ids.has(id)) await queues.stopRepeating('schedule', id);
}

function isSame(repetition: Repetition | undefined, row: ScheduleRow): boolean {
  return repetition !== undefined && repetition.cron === row.cron && repetition.timeZone === row.timeZone;
}
