import pg from 'pg';
import { z } from 'zod';
import type { Db } from '../client';
import { Prisma } from '../generated/client';
import { queryRow, sql } from '../raw-query';
import type { TopicKey } from './bus';

const cutSchema = z.object({ upTo: z.coerce.number().int().nullable(), head: z.coerce.number().int() });

/**
 * The next events of a topic behind an offset that make one batch: at most so many, and at most so many bytes as they are
 * stored. `more` says that the topic goes on behind them.
 */
export async function nextRange(
  db: Db,
  o: TopicKey & { after: number; most: number; mostBytes: number },
): Promise<{ upTo: number; more: boolean }> {
  const found = await queryRow(
    db,
    cutSchema,
    sql`select t.last_offset::text as head, (
          select max(e.place)::text from (
            select "offset" as place, row_number() over w as n, sum(pg_column_size(data)) over w as bytes
            from (select "offset", data from bus_event
                  where project_id = ${o.projectId}::uuid and topic = ${o.topic} and "offset" > ${o.after}
                  order by bus_event."offset" limit ${o.most}) next
            window w as (order by "offset")) e
          where e.n = 1 or e.bytes <= ${o.mostBytes}) as "upTo"
        from bus_topic t where t.project_id = ${o.projectId}::uuid and t.topic = ${o.topic}`,
  );
  const head = found?.head ?? 0;
  // A place behind the head is not of this topic's making: there is nothing behind it.
  const upTo = Math.max(o.after, found?.upTo ?? head);
  return { upTo, more: upTo < head };
}

/** The last offset of a topic; 0 when nothing was ever published there. */
export async function headOfTopic(db: Db, { projectId, topic }: TopicKey): Promise<number> {
  const found = await queryRow(
    db,
    z.object({ head: z.coerce.number().int() }),
    sql`select last_offset::text as head from bus_topic where project_id = ${projectId}::uuid and topic = ${topic}`,
  );
  return found?.head ?? 0;
}

export type EventSpan = TopicKey & {
  after: number;
  upTo: number;
  /** Only what happened in this time: from its beginning on, before its end. */
  time?: { from: Date; to: Date };
};

/** How many events of a topic happened in a time, counted no further than one beyond `limit`. */
export async function countEvents(db: Db, o: EventSpan & { limit: number }): Promise<number> {
  const found = await queryRow(
    db,
    z.object({ n: z.coerce.number().int() }),
    sql`select count(*)::text as n from (select from bus_event where ${inSpan(o)} limit ${o.limit + 1}) e`,
  );
  return found?.n ?? 0;
}

/** Where a span ends that holds at most so many events of its time: at its own end, or before the first one too many. */
export async function endOfSpan(db: Db, o: EventSpan & { most: number }): Promise<number> {
  const beyond = await queryRow(
    db,
    z.object({ place: z.coerce.number().int() }),
    sql`select "offset"::text as place from bus_event where ${inSpan(o)} order by bus_event."offset" offset ${o.most} limit 1`,
  );
  return beyond === null ? o.upTo : beyond.place - 1;
}

function inSpan({ projectId, topic, after, upTo, time }: EventSpan): Prisma.Sql {
  const happened = time === undefined ? Prisma.empty : sql`and time >= ${time.from} and time < ${time.to}`;
  return sql`project_id = ${projectId}::uuid and topic = ${topic} and "offset" > ${after} and "offset" <= ${upTo} ${happened}`;
}

/**
 * A COPY that sends events as lines of JSON, in order: what an event says, and beside it its id, time and source where
 * it has no such field of its own. JSON as Postgres writes it has no line breaks and no control characters, so a CSV
 * that quotes with one of them holds the plain text.
 */
export function copyEventLines(o: EventSpan): string {
  const text = (value: string) => pg.escapeLiteral(value);
  const time =
    o.time === undefined
      ? ''
      : `and time >= ${text(o.time.from.toISOString())}::timestamptz and time < ${text(o.time.to.toISOString())}::timestamptz`;
  return `copy (
    select (jsonb_build_object('event_id', id, 'event_source', source,
              'event_time', to_char(time at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))
            || case jsonb_typeof(data) when 'object' then data else jsonb_build_object('data', data) end)::text
    from bus_event
    where project_id = ${text(o.projectId)}::uuid and topic = ${text(o.topic)}
      and "offset" > ${Math.trunc(o.after)} and "offset" <= ${Math.trunc(o.upTo)} ${time}
    order by "offset") to stdout (format csv, delimiter e'\\x02', quote e'\\x01', escape e'\\x01')`;
}
