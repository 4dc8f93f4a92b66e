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
 * Letters of one reader of a topic that wait for a person. Where their events are kept elsewhere, too, no more are added; a
 * view, which has them nowhere else, takes no more events until somebody has decided.
 */
export const mostWaitingLetters = 1_000;

/**
 * Puts events aside at once, in the transaction in which their consumer goes on: for those that no further try could
 * change. An event that was put aside before is left as it is. `most`: no more are added while so many wait for a person.
 */
export async function addDeadLetters(
  tx: Db,
  o: {
    projectId: ProjectId;
    consumer: string;
    topic: string;
    letters: readonly { event: BusEvent; message: string }[];
    most?: number;
  },
): Promise<void> {
  if (o.letters.length === 0) return;
  const most = o.most === undefined ? Prisma.empty : sql`order by l.place limit ${o.most} - ${countWaiting(o, o.most)}`;
  const rows = o.letters.map(({ event, message }) => ({ place: event.offset, event, error: { message } }));
  await tx.prisma.$executeRaw(
    sql`insert into dead_letter (project_id, consumer, topic, "offset", event, error, attempts)
        select ${o.projectId}::uuid, ${o.consumer}, ${o.topic}, l.place, l.event, l.error, 1
        from jsonb_to_recordset(${toJsonText(rows)}::jsonb) l(place bigint, event jsonb, error jsonb)
        ${most} on conflict do nothing`,
  );
}

/** How many letters of a reader of a topic wait for a person; from `most` on they are not counted. */
function countWaiting(o: { projectId: ProjectId; consumer: string; topic: string }, most: number): Prisma.Sql {
  return sql`(select least(count(*), ${most}) from (select from dead_letter d where d.consumer = ${o.consumer}
    and d.project_id = ${o.projectId}::uuid and d.topic = ${o.topic} and d.state = 'waiting' limit ${most}) w)`;
}

/** How many letters of a reader of a topic are not settled, those that somebody wants tried again among them; `most` where there are more. */
export async function countUnsettledLetters(
  db: Db,
  o: { projectId: ProjectId; consumer: string; topic: string; most: number },
): Promise<number> {
  const of = sql`consumer = ${o.consumer} and project_id = ${o.projectId}::uuid and topic = ${o.topic}`;
  // One index for each state.
  const found = await queryRow(
    db,
    z.object({ n: z.number().int() }),
    sql`select least(count(*), ${o.most})::int as n from (
          (select from dead_letter where ${of} and state = 'waiting' limit ${o.most})
          union all (select from dead_letter where ${of} and state = 'asked' limit ${o.most})) u`,
  );
  return found?.n ?? 0;
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

const waitingSchema = z.object({ consumer: z.string(), topic: z.string(), letters: z.number().int() });
export type WaitingLetters = z.output<typeof waitingSchema>;

/** Who could not handle which topic, and how many letters of it wait for a person. */
export async function listWaitingLetters(db: Db, projectId: ProjectId): Promise<WaitingLetters[]> {
  return queryRows(
    db,
    waitingSchema,
    sql`select consumer, topic, count(*)::int as letters from dead_letter
        where project_id = ${projectId}::uuid and state = 'waiting' group by consumer, topic order by consumer, topic`,
  );
}

/** One decision about all letters of a reader of a topic that wait. How many there were. */
export async function decideDeadLetters(
  db: Db,
  o: { projectId: ProjectId; consumer: string; topic: string; state: 'asked' | 'dismissed'; by: string },
): Promise<number> {
  const changed = await db.prisma.$executeRaw(
    sql`update dead_letter set state = ${o.state}, settled_by = ${o.by}, settled_at = now()
        where consumer = ${o.consumer} and project_id = ${o.projectId}::uuid and topic = ${o.topic} and state = 'waiting'`,
  );
  if (changed > 0 && o.state === 'asked') await db.prisma.$executeRaw(sql`select pg_notify('mr_bus', 'replay')`);
  return changed;
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

/**
 * Deletes letters of streams that nobody decided about since a moment: their events stood on a topic of their own, and went
 * from there, too. How many went.
 */
export async function deleteUndecidedLetters(db: Db, o: { before: Date; limit: number }): Promise<number> {
  return db.prisma.$executeRaw(
    sql`delete from dead_letter where id in (
          select id from dead_letter where state = 'waiting' and starts_with(consumer, 'scores ') and created_at < ${o.before}
          limit ${o.limit} for update skip locked)`,
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
