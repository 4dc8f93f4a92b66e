import { busEventSchema } from '@millrace/pipeline-core/events';
import { type ProjectId, projectIdSchema } from '@millrace/pipeline-core/ids';
import { z } from 'zod';
import type { Db } from '../client';
import { Prisma } from '../generated/client';
import { queryRow, queryRows, sql } from '../raw-query';

const storedEventSchema = busEventSchema.extend({ time: z.coerce.date(), receivedAt: z.coerce.date() });

const deadLetterSchema = z.object({
  id: z.string(),
  projectId: projectIdSchema,
  consumer: z.string(),
  topic: z.string(),
  offset: z.coerce.number().int(),
  event: storedEventSchema,
  error: z.object({ message: z.string() }),
  attempts: z.number().int(),
  state: z.enum(['waiting', 'replayed', 'dismissed']),
  settledBy: z.string().nullable(),
  settledAt: z.date().nullable(),
  createdAt: z.date(),
});
export type DeadLetter = z.output<typeof deadLetterSchema>;

const columns = sql`id::text as id, project_id as "projectId", consumer, topic, "offset"::text as "offset", event, error,
  attempts, state, settled_by as "settledBy", settled_at as "settledAt", created_at as "createdAt"`;

/** Events that could not be handled, newest first. */
export async function listDeadLetters(
  db: Db,
  o: { projectId: ProjectId; state?: DeadLetter['state']; limit: number },
): Promise<DeadLetter[]> {
  const state = o.state === undefined ? Prisma.empty : sql`and state = ${o.state}`;
  return queryRows(
    db,
    deadLetterSchema,
    sql`select ${columns} from dead_letter where project_id = ${o.projectId}::uuid ${state}
        order by created_at desc limit ${o.limit}`,
  );
}

/** Locks a letter that still waits, so that two people do not replay it at once; null when there is none. */
export async function lockDeadLetter(db: Db, key: { projectId: ProjectId; id: string }): Promise<DeadLetter | null> {
  return queryRow(
    db,
    deadLetterSchema,
    sql`select ${columns} from dead_letter
        where id = ${key.id}::uuid and project_id = ${key.projectId}::uuid and state = 'waiting' for update`,
  );
}

/** Notes what became of a letter. */
export async function settleDeadLetter(
  db: Db,
  o: { id: string; state: 'replayed' | 'dismissed'; by: string },
): Promise<void> {
  await db.prisma.$executeRaw(
    sql`update dead_letter set state = ${o.state}, settled_by = ${o.by}, settled_at = now() where id = ${o.id}::uuid`,
  );
}
