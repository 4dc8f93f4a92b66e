import { type BusEvent, busEventSchema } from '@millrace/pipeline-core/events';
import { type ProjectId, projectIdSchema } from '@millrace/pipeline-core/ids';
import { z } from 'zod';
import type { Database, Db } from '../client';
import { Prisma } from '../generated/client';
import { queryRow, queryRows, sql, toJsonText } from '../raw-query';
import { TryLater } from './bus-consumers';

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
  state: z.enum(['waiting', 'asked', 'replayed', 'dismissed']),
  settledBy: z.string().nullable(),
  settledAt: z.date().nullable(),
  createdAt: z.date(),
});
export type DeadLetter = z.output<typeof deadLetterSchema>;

const columns = sql`id::text as id, project_id as "projectId", consumer, topic, "offset"::text as "offset", event, error,
  attempts, state, settled_by as "settledBy", settled_at as "settledAt", created_at as "createdAt"`;

/** Events that could not be handled: those that wait for a person first, then the newest. */
export async function listDeadLetters(
  db: Db,
  o: { projectId: ProjectId; state?: DeadLetter['state']; limit: number },
): Promise<DeadLetter[]> {
  const state = o.state === undefined ? Prisma.empty : sql`and state = ${o.state}`;
  return queryRows(
    db,
    deadLetterSchema,
    sql`select ${columns} from dead_letter where project_id = ${o.projectId}::uuid ${state}
        order by state <> 'waiting', created_at desc limit ${o.limit}`,
  );
}

/**
 * Puts events aside at once, in the transaction in which their consumer goes on: for those that no further try could
 * change. An event that was put aside before is left as it is.
 */
export async function addDeadLetters(
  tx: Db,
  o: {
    projectId: ProjectId;
    consumer: string;
    topic: string;
    letters: readonly { event: BusEvent; message: string }[];
  },
): Promise<void> {
  if (o.letters.length === 0) return;
  const rows = o.letters.map(({ event, message }) => ({ place: event.offset, event, error: { message } }));
  await tx.prisma.$executeRaw(
    sql`insert into dead_letter (project_id, consumer, topic, "offset", event, error, attempts)
        select ${o.projectId}::uuid, ${o.consumer}, ${o.topic}, l.place, l.event, l.error, 1
        from jsonb_to_recordset(${toJsonText(rows)}::jsonb) l(place bigint, event jsonb, error jsonb)
        on conflict do nothing`,
  );
}

export async function hasDeadLetter(db: Db, key: { projectId: ProjectId; id: string }): Promise<boolean> {
  const found = sql`select id::text as id from dead_letter where id = ${key.id}::uuid and project_id = ${key.projectId}::uuid`;
  return (await queryRow(db, z.object({ id: z.string() }), found)) !== null;
}

export async function countDeadLetters(db: Db, projectId: ProjectId): Promise<number> {
  const waiting = sql`select count(*)::int as n from dead_letter where project_id = ${projectId}::uuid and state = 'waiting'`;
  return (await queryRow(db, z.object({ n: z.number().int() }), waiting))?.n ?? 0;
}

/** A person dismisses a letter, or asks for another try. False when it no longer waits. */
export async function decideDeadLetter(
  db: Db,
  o: { projectId: ProjectId; id: string; state: 'asked' | 'dismissed'; by: string },
): Promise<boolean> {
  const changed = await db.prisma.$executeRaw(
    sql`update dead_letter set state = ${o.state}, settled_by = ${o.by}, settled_at = now()
        where id = ${o.id}::uuid and project_id = ${o.projectId}::uuid and state = 'waiting'`,
  );
  if (changed === 1 && o.state === 'asked') await db.prisma.$executeRaw(sql`select pg_notify('mr_bus', 'replay')`);
  return changed === 1;
}

/**
 * Tries one letter again that somebody asked for: null when there is none. Fails: it waits again, with the new reason. A
 * handler that throws TryLater cannot work now: the letter stays asked for, and the answer is null.
 */
export async function retryDeadLetter(
  db: Database,
  o: {
    consumer: string;
    handle(letter: DeadLetter, tx: Db): Promise<void>;
    /** Hears that what `handle` did is committed: for work that must not be done for a try that came to nothing. */
    committed?(): void;
  },
): Promise<{ id: string; error?: unknown } | null> {
  let taken: DeadLetter | null = null;
  try {
    await db.transaction(async (tx) => {
      taken = await lockAsked(tx, o.consumer);
      if (taken === null) return;
      await o.handle(taken, tx);
      await tx.prisma.$executeRaw(sql`update dead_letter set state = 'replayed' where id = ${taken.id}::uuid`);
    });
  } catch (error) {
    if (taken === null) throw error;
    if (error instanceof TryLater) return null;
    const report = toJsonText({ message: error instanceof Error ? error.message : String(error) });
    const id = idOf(taken);
    await db.prisma.$executeRaw(
      sql`update dead_letter set state = 'waiting', attempts = attempts + 1, error = ${report}::jsonb
          where id = ${id}::uuid and state = 'asked'`,
    );
    return { id, error };
  }
  if (taken === null) return null;
  o.committed?.();
  return { id: idOf(taken) };
}

/** Deletes letters that were settled before a moment; those that wait for a person stay. How many went. */
export async function deleteSettledLetters(db: Db, o: { before: Date; limit: number }): Promise<number> {
  return db.prisma.$executeRaw(
    sql`delete from dead_letter where id in (
          select id from dead_letter where state in ('replayed', 'dismissed') and settled_at < ${o.before}
          order by settled_at limit ${o.limit} for update skip locked)`,
  );
}

/** The compiler loses sight of what a callback assigns. */
const idOf = (letter: DeadLetter): string => letter.id;

function lockAsked(tx: Db, consumer: string): Promise<DeadLetter | null> {
  return queryRow(
    tx,
    deadLetterSchema,
    sql`select ${columns} from dead_letter where consumer = ${consumer} and state = 'asked'
        order by created_at limit 1 for update skip locked`,
  );
}
