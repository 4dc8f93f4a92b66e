import type { RunId } from '@millrace/pipeline-core/ids';
import type { Json } from '@millrace/pipeline-core/json';
import { z } from 'zod';
import type { Db } from '../client';
import { type OutboxEntry, outboxEntrySchema } from '../mappers/clock-row';
import { queryRow, queryRows, sql, toJsonText } from '../raw-query';

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

/**
 * Whether a run has published features that nobody sees yet, and somebody is at it. One that fails again and again is not
 * waited for.
 */
export async function isStillPublishing(db: Db, runId: RunId): Promise<boolean> {
  const row = await queryRow(
    db,
    z.object({ open: z.boolean() }),
    sql`select exists (
          select 1 from outbox o
          where o.topic = 'features-published' and starts_with(o.key, ${`${runId}-`})
            and not exists (select 1 from feature_view_version w where w.request_key = o.key)
            and (o.created_at > now() - interval '1 minute' or exists (
              select 1 from online_publication p where p.request_key = o.key and p.state = 'staging'
                and p.touched_at > now() - interval '1 minute'))) as open`,
  );
  return row?.open ?? false;
}

/** Forgets events that were handed over. */
export async function deleteFromOutbox(db: Db, ids: readonly bigint[]): Promise<void> {
  await db.prisma.$executeRaw`delete from outbox where id = any(${[...ids]}::bigint[])`;
}
