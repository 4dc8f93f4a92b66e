import type { ErrorReport } from '@millrace/pipeline-core/errors';
import type { RunId } from '@millrace/pipeline-core/ids';
import type { Db } from '../client';
import { Prisma } from '../generated/client';
import { type TriggerEvent, triggerEventSchema } from '../mappers/clock-row';
import { toJson } from '../raw-query';

export type NewTrigger = Pick<TriggerEvent, 'projectId' | 'pipelineId' | 'requestKey' | 'trigger' | 'startedBy'>;

/** Records the wish for a run; the same key in the same project is the same wish. */
export async function recordTrigger(db: Db, input: NewTrigger): Promise<TriggerEvent> {
  const { projectId, requestKey } = input;
  const row = await db.prisma.triggerEvent.upsert({
    where: { projectId_requestKey: { projectId, requestKey } },
    create: input,
    update: {},
  });
  return triggerEventSchema.parse(row);
}

export async function getTrigger(db: Db, id: string): Promise<TriggerEvent | null> {
  const row = await db.prisma.triggerEvent.findUnique({ where: { id } });
  return row === null ? null : triggerEventSchema.parse(row);
}

/** Wishes that have neither a run nor an error, oldest first: dispatch jobs are rebuilt from these. */
export async function listOpenTriggers(db: Db, filter: { olderThan?: Date } = {}): Promise<TriggerEvent[]> {
  const rows = await db.prisma.triggerEvent.findMany({
    where: {
      runId: null,
      error: { equals: Prisma.DbNull },
      ...(filter.olderThan === undefined ? {} : { createdAt: { lt: filter.olderThan } }),
    },
    orderBy: { createdAt: 'asc' },
    take: 1000,
  });
  return rows.map((row) => triggerEventSchema.parse(row));
}

/** Closes a wish: with its run, or with the reason why there is none. */
export async function settleTrigger(
  db: Db,
  input: { id: string } & ({ runId: RunId } | { error: ErrorReport }),
): Promise<void> {
  const data = 'runId' in input ? { runId: input.runId } : { error: toJson(input.error) };
  await db.prisma.triggerEvent.update({ where: { id: input.id }, data });
}
