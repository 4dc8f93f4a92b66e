import type { RunId } from '@millrace/pipeline-core/ids';
import { jobCatalog } from '@millrace/pipeline-core/jobs';
import type { Json } from '@millrace/pipeline-core/json';
import { z } from 'zod';
import type { Db } from '../client';
import { Prisma } from '../generated/client';
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

/** After so many tries a publication is waited for no more: those of its job, which take some minutes when they fail. */
const patience = jobCatalog['publish-view'].attempts;

/** A row `o` of the outbox is a publication that nobody sees yet, and that others wait for. */
const awaited = sql`o.topic = 'features-published' and o.tries <= ${patience}::int
  and not exists (select 1 from feature_view_version w where w.request_key = o.key)`;

/**
 * For how many ms a run has had published features that nobody sees yet; null when there are none, or when they failed
 * again and again. How long that takes says nothing: it may have waited for others, or for a process that was down.
 */
export async function publishingMs(db: Db, runId: RunId): Promise<number | null> {
  const row = await queryRow(
    db,
    z.object({ ms: z.number().nullable() }),
    sql`select (extract(epoch from clock_timestamp() - min(o.created_at)) * 1000)::float8 as ms
        from outbox o where ${awaited} and starts_with(o.key, ${`${runId}-`})`,
  );
  return row?.ms ?? null;
}

/** The run that a row of the outbox comes from, by its key. */
const runOf = (row: string) => {
  const key = Prisma.raw(`${row}.key`);
  return sql`case when ${key} ~* '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}-' then left(${key}, 36)::uuid end`;
};

/**
 * Whether an earlier publication of the same view is waited for: of rows of equal times those count that were published
 * last, not those that took longer.
 */
export async function isBehindAnother(db: Db, outboxId: bigint): Promise<boolean> {
  const row = await queryRow(
    db,
    z.object({ behind: z.boolean() }),
    sql`select exists (
          select 1 from outbox own
            join run mine on mine.id = ${runOf('own')}
            join outbox o on o.id < own.id and o.payload ->> 'name' = own.payload ->> 'name'
            join run other on other.id = ${runOf('o')} and other.project_id = mine.project_id
          where own.id = ${outboxId} and ${awaited}) as behind`,
  );
  return row?.behind ?? false;
}

/** By how much each kind of news changes the number of tries. */
const changes = { begun: 1, 'taken back': -1, hopeless: patience + 1 };

/** Counts a try of an event as it begins, so that one counts whose process dies; one that was no fault of it is taken back. */
export async function noteTry(db: Db, o: { outboxId: bigint; news: keyof typeof changes }): Promise<void> {
  await db.prisma.$executeRaw`
    update outbox set tries = least(greatest(tries + ${changes[o.news]}::int, 0), 1000000) where id = ${o.outboxId}`;
}

/** Forgets events that were handed over. */
export async function deleteFromOutbox(db: Db, ids: readonly bigint[]): Promise<void> {
  await db.prisma.$executeRaw`delete from outbox where id = any(${[...ids]}::bigint[])`;
}
