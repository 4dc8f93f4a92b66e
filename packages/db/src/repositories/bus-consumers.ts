import type { BusEvent } from '@millrace/pipeline-core/events';
import { projectIdSchema } from '@millrace/pipeline-core/ids';
import { z } from 'zod';
import type { Database, Db } from '../client';
import { queryRow, queryRows, sql, toJsonText } from '../raw-query';
import { readTopic, type TopicKey } from './bus';

export type ConsumerKey = TopicKey & { consumer: string };

/** Thrown by a handler of one event at a time: another try would end the same, so the event is put aside at once. */
export class HopelessEvent extends Error {
  override name = 'HopelessEvent';
}

/** Tries of one event before it becomes a dead letter. */
export const consumerTries = 5;
/** Pause before each further try, in milliseconds. */
const retryMs = [500, 2_000, 10_000, 60_000];

const topicKeySchema = z.object({ projectId: projectIdSchema, topic: z.string() });
const placeSchema = z.object({
  offset: z.coerce.number().int(),
  attempts: z.number().int(),
  due: z.boolean(),
  /** The last try failed, or came into an outage. */
  troubled: z.boolean(),
});

/**
 * What came of one call. `handled`: so many events, and there may be more. `waits`: another process is at it, a try
 * failed and the next is not due, or the handler asked to be called later. `failed`: this try did; `dead`: it was the last one, and the consumer goes on.
 */
export type Consumed =
  | { kind: 'handled'; events: number }
  | { kind: 'waits' }
  | { kind: 'failed'; offset: number; error: unknown }
  | { kind: 'dead'; offset: number; error: unknown };

/** Thrown by a handler that cannot work now through no fault of the events: no try is counted. */
export class TryLater extends Error {
  override name = 'TryLater';
}

/** As TryLater, for a while: the reason is told where the consumer is shown, and until it works it gets an event at a time. */
export class Outage extends TryLater {
  override name = 'Outage';
}
/** Pause before an event is tried during an outage, in seconds. */
const outageSeconds = 1;

/** Thrown by a handler that could do nothing of a block because of its first event: which one it was is not searched for. */
export class FirstEventFailed extends Error {
  override name = 'FirstEventFailed';
}

type Consuming = ConsumerKey & {
  limit: number;
  /** Bytes of data in one block, at most; one event is handed over however large it is. */
  mostBytes?: number;
  /** Its place was made with the consumer: where there is none, the consumer is gone, and does not begin anew. */
  placed?: true;
  /** Answers how many of the events, from the first, it has handled; without an answer, all. */
  handle(events: readonly BusEvent[], tx: Db): Promise<number> | Promise<void>;
  /** Hears that what `handle` did last is committed: for work that must not be done for a try that came to nothing. */
  committed?(): void;
  /** More to do, in the same transaction, when an event is put aside after its last try. */
  putAside?(letter: { event: BusEvent; message: string }, tx: Db): Promise<void>;
};

/** What came of one transaction: the events it took, and why nothing of them is done. */
type Tried = { taken: readonly BusEvent[]; waits: boolean; error: { of: unknown } | null };

/**
 * Handles the next events of a topic for a consumer. The handler's work in `tx` and the consumer's new place commit
 * together, so that work is done once; what it does elsewhere may be done twice. One process at a time consumes a topic
 * under a name. A block that fails is halved, and halved again, until the bad event stands alone: those before it are
 * handled on the way, and only it is tried again.
 */
export async function consumeTopic(db: Database, o: Consuming): Promise<Consumed> {
  if (o.placed !== true) await makePlace(db, o);
  let handled = 0;
  /** Among so many events there is one that failed; null while none has. */
  let suspects: number | null = null;
  for (;;) {
    const limit: number = suspects === null ? o.limit : Math.max(1, Math.floor(suspects / 2));
    const { taken, waits, error } = await tryBlock(db, { ...o, limit });
    if (waits) return handled > 0 ? { kind: 'handled', events: handled } : { kind: 'waits' };
    if (error !== null) {
      const [first, second] = taken;
      if (first === undefined) throw error.of;
      if (second === undefined || error.of instanceof FirstEventFailed)
        return noteFailure(db, { key: o, first, error: error.of });
      suspects = taken.length;
    } else {
      handled += taken.length;
      suspects = suspects === null ? null : suspects - taken.length;
      if (suspects === null || suspects <= 0 || taken.length === 0) return { kind: 'handled', events: handled };
    }
  }
}

/** One transaction: the next events handled and the place moved behind them, or nothing. */
async function tryBlock(db: Database, o: Consuming): Promise<Tried> {
  let taken: readonly BusEvent[] = [];
  try {
    const waits = await db.transaction(async (tx) => {
      const place = await lockPlace(tx, o);
      if (place === null || !place.due) return true;
      const limit = place.troubled ? 1 : o.limit;
      const { projectId, topic, mostBytes } = o;
      taken = await readTopic(tx, { projectId, topic, after: place.offset, limit, mostBytes });
      if (taken.length === 0) {
        await passGone(tx, o);
        return false;
      }
      const handled = await o.handle(taken, tx);
      if (typeof handled === 'number') taken = taken.slice(0, handled);
      const last = taken.at(-1);
      if (last === undefined) throw new Error(`${o.consumer} handled none of its events and did not say why`);
      await moveTo(tx, { ...o, offset: last.offset });
      return false;
    });
    if (!waits && taken.length > 0) o.committed?.();
    return { taken, waits, error: null };
  } catch (error) {
    if (error instanceof Outage) await noteOutage(db, o, error);
    if (error instanceof TryLater) return { taken, waits: true, error: null };
    return { taken, waits: false, error: { of: error } };
  }
}

async function makePlace(db: Db, key: ConsumerKey): Promise<void> {
  await db.prisma.$executeRaw(
    sql`insert into bus_consumer (consumer, project_id, topic) values (${key.consumer}, ${key.projectId}::uuid, ${key.topic})
        on conflict do nothing`,
  );
}

async function lockPlace(tx: Db, key: ConsumerKey): Promise<z.output<typeof placeSchema> | null> {
  return queryRow(
    tx,
    placeSchema,
    sql`select "offset"::text as "offset", attempts, coalesce(retry_at <= clock_timestamp(), true) as due,
          attempts > 0 or error is not null as troubled from bus_consumer
        where consumer = ${key.consumer} and project_id = ${key.projectId}::uuid and topic = ${key.topic}
        for update skip locked`,
  );
}

async function moveTo(tx: Db, { offset, ...key }: ConsumerKey & { offset: number }): Promise<void> {
  await tx.prisma.$executeRaw(
    sql`update bus_consumer set "offset" = ${offset}, attempts = 0, retry_at = null, error = null, updated_at = now()
        where consumer = ${key.consumer} and project_id = ${key.projectId}::uuid and topic = ${key.topic}`,
  );
}

/** Behind events that are gone: nobody can read them. One statement, so that none comes meanwhile. */
async function passGone(tx: Db, key: ConsumerKey): Promise<void> {
  await tx.prisma.$executeRaw(
    sql`update bus_consumer c set "offset" = t.last_offset, attempts = 0, retry_at = null, error = null, updated_at = now()
        from bus_topic t
        where c.consumer = ${key.consumer} and c.project_id = ${key.projectId}::uuid and c.topic = ${key.topic}
          and t.project_id = c.project_id and t.topic = c.topic and t.last_offset > c."offset"
          and not exists (select from bus_event e
            where e.project_id = c.project_id and e.topic = c.topic and e."offset" > c."offset")`,
  );
}

/** Says why the consumer waits. Tries are not counted. */
async function noteOutage(db: Database, key: ConsumerKey, error: Outage): Promise<void> {
  await db.transaction(async (tx) => {
    if ((await lockPlace(tx, key)) === null) return;
    await tx.prisma.$executeRaw(
      sql`update bus_consumer set error = ${toJsonText({ message: error.message })}::jsonb, updated_at = now(),
            retry_at = clock_timestamp() + make_interval(secs => ${outageSeconds}::float8)
          where consumer = ${key.consumer} and project_id = ${key.projectId}::uuid and topic = ${key.topic}`,
    );
  });
}

/**
 * Says why nobody takes the events of a consumer, from a process that cannot: once they have waited for so long, and unless
 * another process is at work with them or has said something else. Whoever takes them goes on at once, and it is said no more.
 */
export async function noteUntaken(
  db: Database,
  { message, waitMs, ...key }: ConsumerKey & { message: string; waitMs: number },
): Promise<void> {
  const report = sql`jsonb_build_object('message', ${message}::text, 'untaken', true)`;
  await db.prisma.$executeRaw(
    sql`update bus_consumer c set error = ${report}
        from (select consumer, project_id, topic from bus_consumer
              where consumer = ${key.consumer} and project_id = ${key.projectId}::uuid and topic = ${key.topic}
              for update skip locked) mine
        where c.consumer = mine.consumer and c.project_id = mine.project_id and c.topic = mine.topic
          and (c.error is null or c.error ? 'untaken') and c.error is distinct from ${report}
          and greatest(c.updated_at, (select e.received_at from bus_event e
                where e.project_id = c.project_id and e.topic = c.topic and e."offset" > c."offset"
                order by e."offset" limit 1)) < clock_timestamp() - make_interval(secs => ${waitMs / 1000}::float8)`,
  );
}

/** Counts the try of an event; one that failed for the last time is put aside. */
async function noteFailure(
  db: Database,
  { key, first, error }: { key: Consuming; first: BusEvent; error: unknown },
): Promise<Consumed> {
  const message = error instanceof Error ? error.message : String(error);
  const report = toJsonText({ message });
  return db.transaction(async (tx) => {
    const place = await lockPlace(tx, key);
    // Another process went on with it meanwhile: what happens to the event is its business.
    if (place === null || place.offset >= first.offset) return { kind: 'waits' };
    const attempts = place.attempts + 1;
    if (attempts >= consumerTries || error instanceof HopelessEvent) {
      await tx.prisma.$executeRaw(
        sql`insert into dead_letter (project_id, consumer, topic, "offset", event, error, attempts)
            values (${key.projectId}::uuid, ${key.consumer}, ${key.topic}, ${first.offset}, ${toJsonText(first)}::jsonb,
                    ${report}::jsonb, ${attempts}) on conflict do nothing`,
      );
      await moveTo(tx, { ...key, offset: first.offset });
      await key.putAside?.({ event: first, message }, tx);
      return { kind: 'dead', offset: first.offset, error };
    }
    const pause = retryMs[attempts - 1] ?? 60_000;
    await tx.prisma.$executeRaw(
      sql`update bus_consumer set attempts = ${attempts}, error = ${report}::jsonb, updated_at = now(),
            retry_at = clock_timestamp() + make_interval(secs => ${pause / 1000}::float8)
          where consumer = ${key.consumer} and project_id = ${key.projectId}::uuid and topic = ${key.topic}`,
    );
    return { kind: 'failed', offset: first.offset, error };
  });
}

const lagSchema = z.object({
  consumer: z.string(),
  topic: z.string(),
  offset: z.coerce.number().int(),
  lastOffset: z.coerce.number().int(),
  attempts: z.number().int(),
  error: z.object({ message: z.string() }).nullable(),
});
export type ConsumerLag = z.output<typeof lagSchema>;

export type WantedTopics = { keys: readonly TopicKey[] } | { prefix: string };

/** How far each consumer of a project is behind its topics. */
export async function listConsumers(db: Db, projectId: TopicKey['projectId']): Promise<ConsumerLag[]> {
  return queryRows(
    db,
    lagSchema,
    sql`select c.consumer, c.topic, c."offset"::text as "offset", coalesce(t.last_offset, 0)::text as "lastOffset",
          c.attempts, c.error
        from bus_consumer c left join bus_topic t using (project_id, topic)
        where c.project_id = ${projectId}::uuid order by c.consumer, c.topic`,
  );
}

/** Topics with events that a consumer has not handled and may try now: of these, or of all whose name begins so. */
export async function listBehind(
  db: Db,
  { consumer, topics }: { consumer: string; topics: WantedTopics },
): Promise<TopicKey[]> {
  const wanted =
    'prefix' in topics
      ? sql`starts_with(t.topic, ${topics.prefix})`
      : sql`(t.project_id, t.topic) in (select * from unnest(
          ${topics.keys.map((key) => key.projectId)}::uuid[], ${topics.keys.map((key) => key.topic)}::text[]))`;
  return queryRows(
    db,
    topicKeySchema,
    sql`select t.project_id as "projectId", t.topic from bus_topic t
        left join bus_consumer c on c.consumer = ${consumer} and c.project_id = t.project_id and c.topic = t.topic
        where t.last_offset > coalesce(c."offset", 0) and coalesce(c.retry_at <= clock_timestamp(), true) and ${wanted}
        order by t.topic`,
  );
}
