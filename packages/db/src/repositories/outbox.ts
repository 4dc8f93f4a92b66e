import type { Json } from '@millrace/pipeline-core/json';
import type { Db } from '../client';
import { type OutboxEntry, outboxEntrySchema } from '../mappers/clock-row';
import { queryRows, sql, toJsonText } from '../raw-query';

/** Queues an event in the caller's transaction; the same topic and key is the same event. */
export async function addToOutbox(db: Db, entry: { topic: string; key: string; payload: Json }): Promise<void> {
  await db.prisma.$executeRaw`
    insert into outbox (topic, key, payload) values (${entry.topic}, ${entry.key}, ${toJsonText(entry.payload)}::jsonb)
    on conflict (topic, key) do nothing`;
}

/** The oldest events not handled yet; with `afterId` those behind it, so that one nobody can handle blocks none. */
export async function readOutbox(db: Db, limit = 100, afterId = 0n): Promise<OutboxEntry[]> {
  return queryRows(
    db,
    outboxEntrySchema,
    sql`select id, topic, key, payload, created_at as "createdAt" from outbox where id > ${afterId} order by id limit ${limit}`,
  );
}

/** Forgets events that were handed over. */
export async function deleteFromOutbox(db: Db, ids: readonly bigint[]): Promise<void> {
  await db.prisma.$executeRaw`delete from outbox where id = any(${[...ids]}::bigint[])`;
}
