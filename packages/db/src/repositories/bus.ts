import { type BusEvent, busEventSchema, type NewEvent } from '@millrace/pipeline-core/events';
import { type ProjectId, projectIdSchema } from '@millrace/pipeline-core/ids';
import { z } from 'zod';
import type { Db } from '../client';
import { Prisma } from '../generated/client';
import { queryRow, queryRows, sql, toJsonText } from '../raw-query';

export type TopicKey = { projectId: ProjectId; topic: string };

const publishedSchema = z.object({ added: z.number().int(), lastOffset: z.coerce.number().int() });
export type Published = z.output<typeof publishedSchema>;

/**
 * Appends events to a topic in the caller's transaction. An event whose source and id the topic has seen is left out, so
 * a repeated call adds nothing. Until the transaction ends nobody else appends to this topic: publish last.
 */
export async function publishEvents(
  db: Db,
  { projectId, topic, events }: TopicKey & { events: readonly NewEvent[] },
): Promise<Published> {
  const published = await queryRow(
    db,
    publishedSchema,
    sql`select added, last_offset::text as "lastOffset"
        from mr_publish(${projectId}::uuid, ${topic}, ${toJsonText(events)}::jsonb)`,
  );
  if (published === null) throw new Error('mr_publish answered no row');
  return published;
}

const placesSchema = publishedSchema.extend({ places: z.array(z.number().int()) });

/**
 * Appends events in a transaction of its own and says of each, in order, where it stands on the topic; null: it was there
 * before. One statement: what it says is committed with it.
 */
export async function publishAndTell(
  db: Db,
  { projectId, topic, events }: TopicKey & { events: readonly NewEvent[] },
): Promise<(number | null)[]> {
  const published = await queryRow(
    db,
    placesSchema,
    sql`select added, last_offset::text as "lastOffset", to_jsonb(places) as places
        from mr_publish(${projectId}::uuid, ${topic}, ${toJsonText(events)}::jsonb)`,
  );
  if (published === null) throw new Error('mr_publish answered no row');
  const { added, lastOffset, places } = published;
  const offsets: (number | null)[] = events.map(() => null);
  for (const [at, place] of places.entries()) offsets[place - 1] = lastOffset - added + at + 1;
  return offsets;
}

const eventColumns = sql`topic, "offset"::text as "offset", id, source, type, subject, time, data, traceparent,
  received_at as "receivedAt"`;

/**
 * Events of a topic behind an offset, in order. `mostBytes`: no more of them than have so many bytes of data together, but
 * one at least.
 */
export async function readTopic(
  db: Db,
  o: TopicKey & { after: number; upTo?: number; limit: number; mostBytes?: number | undefined },
): Promise<BusEvent[]> {
  const upTo = o.upTo === undefined ? Prisma.empty : sql`and "offset" <= ${o.upTo}`;
  const end =
    o.mostBytes === undefined || o.limit === 1 ? upTo : sql`${upTo} and "offset" <= ${endOfBytes(o, o.mostBytes)}`;
  return queryRows(
    db,
    busEventSchema,
    sql`select ${eventColumns} from bus_event
        where project_id = ${o.projectId}::uuid and topic = ${o.topic} and "offset" > ${o.after} ${end}
        order by bus_event."offset" limit ${o.limit}`,
  );
}

/** The last event of those that fit: one after the other is looked at, so that what does not fit is not measured either. */
function endOfBytes(
  { projectId, topic, after, limit }: TopicKey & { after: number; limit: number },
  mostBytes: number,
) {
  const next = (place: Prisma.Sql) => sql`(select v."offset" as place, octet_length(v.data::text)::bigint as bytes
    from bus_event v where v.project_id = ${projectId}::uuid and v.topic = ${topic} and v."offset" > ${place}
    order by v."offset" limit 1)`;
  return sql`(with recursive fits as (
      select place, bytes, 1 as events from ${next(sql`${after}::bigint`)} head
      union all
      select n.place, f.bytes + n.bytes, f.events + 1 from fits f cross join lateral ${next(sql`f.place`)} n
      where f.events < ${limit} and f.bytes + n.bytes <= ${mostBytes})
    select max(place) from fits)`;
}

/**
 * The newest events of a project, newest first, for its timeline: of one topic, or of all but those that sources are
 * pushed. `before`: continues behind this one.
 */
export async function listEvents(
  db: Db,
  o: {
    projectId: ProjectId;
    topic?: string;
    before?: Pick<BusEvent, 'receivedAt' | 'topic' | 'offset'>;
    limit: number;
  },
): Promise<BusEvent[]> {
  // As the index of the timeline says it.
  const topic = o.topic === undefined ? sql`and not starts_with(topic, 'source.')` : sql`and topic = ${o.topic}`;
  // Within a topic the order of offsets is that of arrival, and its key has it ready.
  const order =
    o.topic === undefined
      ? sql`order by received_at desc, topic desc, bus_event."offset" desc`
      : sql`order by bus_event."offset" desc`;
  const before = o.before === undefined ? Prisma.empty : behind(o.before, o.topic);
  return queryRows(
    db,
    busEventSchema,
    sql`select ${eventColumns} from bus_event where project_id = ${o.projectId}::uuid ${topic} ${before}
        ${order} limit ${o.limit}`,
  );
}

function behind(place: Pick<BusEvent, 'receivedAt' | 'topic' | 'offset'>, topic: string | undefined) {
  const { receivedAt, offset } = place;
  return topic === undefined
    ? sql`and (received_at, topic, bus_event."offset") < (${receivedAt}, ${place.topic}, ${offset})`
    : sql`and bus_event."offset" < ${offset}`;
}

const topicSchema = z.object({
  projectId: projectIdSchema,
  topic: z.string(),
  lastOffset: z.coerce.number().int(),
});
export type TopicHead = z.output<typeof topicSchema>;

/** The topics of a project (of all projects when none is named) and how far each goes. */
export async function listTopics(db: Db, projectId?: ProjectId): Promise<TopicHead[]> {
  const where = projectId === undefined ? Prisma.empty : sql`where project_id = ${projectId}::uuid`;
  return queryRows(
    db,
    topicSchema,
    sql`select project_id as "projectId", topic, last_offset::text as "lastOffset" from bus_topic ${where} order by topic`,
  );
}

/**
 * Forgets the first events of a topic that came before a moment. They wait for a source that has not landed them, and for
 * a consumer that is behind and still at work, not for one that has not moved since then. How many went.
 *
 * 1. The last offset that nobody waits for is found once.
 * 2. From the beginning of the topic so many events are looked at, up to the first that is not old: the key of the table
 *    has them in this order, and the others are never read.
 */
export async function forgetEvents(db: Db, o: TopicKey & { before: Date; limit: number }): Promise<number> {
  const { projectId, topic, before } = o;
  return db.prisma.$executeRaw(
    sql`with first as (
          select e."offset" as place, e.received_at < ${before} as is_old from bus_event e
          where e.project_id = ${projectId}::uuid and e.topic = ${topic}
            and e."offset" <= (select least(
              (select min(case when jsonb_typeof(s.cursor) = 'number' then s.cursor::bigint
                          when s.cursor ->> 'topic' = ${topic} then (s.cursor ->> 'offset')::bigint else 0 end) from source s
               where s.project_id = ${projectId}::uuid and s.deleted_at is null
                 and (s.kind = 'push' and 'source.' || s.id = ${topic} or s.kind = 'topic' and s.config ->> 'topic' = ${topic})),
              (select min(c."offset") from bus_consumer c
               where c.project_id = ${projectId}::uuid and c.topic = ${topic} and c.updated_at >= ${before}),
              9223372036854775807))
          order by e."offset" limit ${o.limit}),
        due as (select place, bool_and(is_old) over (order by place) as goes from first)
        delete from bus_event where project_id = ${projectId}::uuid and topic = ${topic}
          and "offset" <= (select max(place) from due where goes)`,
  );
}
