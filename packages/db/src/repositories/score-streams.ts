import { type EndpointId, endpointIdSchema, type ProjectId, projectIdSchema } from '@millrace/pipeline-core/ids';
import { type StreamRules, streamRulesSchema, type TopicFlow } from '@millrace/pipeline-core/scoring';
import { z } from 'zod';
import type { Db } from '../client';
import { Prisma } from '../generated/client';
import { queryRow, queryRows, sql, toJsonText } from '../raw-query';
import { mostWaitingLetters } from './dead-letters';

/** The name under which an endpoint reads its topics. */
export const streamConsumerName = (slug: string): string => `scores ${slug}`;

const scoreStreamSchema = z.object({
  id: z.string(),
  projectId: projectIdSchema,
  endpointId: endpointIdSchema,
  slug: z.string(),
  topic: z.string(),
  rules: streamRulesSchema,
  /** It waits while somebody who reads its answers is so many events behind; null: it never does. */
  mostWaiting: z.number().int().nullable(),
  paused: z.boolean(),
});
export type ScoreStream = z.output<typeof scoreStreamSchema>;

const columns = sql`s.id::text as id, s.project_id as "projectId", s.endpoint_id as "endpointId", e.slug, s.topic, s.rules,
  s.most_waiting as "mostWaiting", s.paused`;
const live = sql`from score_stream s join endpoint e on e.id = s.endpoint_id and e.deleted_at is null`;
const consumer = sql`'scores ' || e.slug`;

type StreamKey = { projectId: ProjectId; id: string };

/** Streams of a project do not change until the transaction ends: whether they go in a circle is asked of all of them. */
export async function lockScoreStreams(tx: Db, projectId: ProjectId): Promise<void> {
  await tx.prisma.$executeRaw(sql`select pg_advisory_xact_lock(hashtextextended(${`score streams ${projectId}`}, 0))`);
}

/**
 * From now on an endpoint scores the records of a topic: those that come, or with `from` 'beginning' all that the topic
 * still has. Null where it reads this topic already.
 */
export async function createScoreStream(
  db: Db,
  o: {
    endpoint: { id: EndpointId; slug: string; projectId: ProjectId };
    topic: string;
    rules: StreamRules;
    mostWaiting: number | null;
    from: 'now' | 'beginning';
    createdBy: string;
  },
): Promise<{ id: string } | null> {
  const { endpoint, topic } = o;
  return db.transaction(async (tx) => {
    const made = await queryRow(
      tx,
      z.object({ id: z.string() }),
      sql`insert into score_stream (project_id, endpoint_id, topic, rules, most_waiting, created_by)
          values (${endpoint.projectId}::uuid, ${endpoint.id}::uuid, ${topic}, ${toJsonText(o.rules)}::jsonb,
                  ${o.mostWaiting}, ${o.createdBy})
          on conflict do nothing returning id::text as id`,
    );
    if (made === null) return null;
    const end = sql`coalesce((select last_offset from bus_topic where project_id = ${endpoint.projectId}::uuid and topic = ${topic}), 0)`;
    await tx.prisma.$executeRaw(
      sql`insert into bus_consumer (consumer, project_id, topic, "offset")
          values (${streamConsumerName(endpoint.slug)}, ${endpoint.projectId}::uuid, ${topic},
                  ${o.from === 'now' ? end : sql`0`})
          on conflict (consumer, project_id, topic) do update
            set "offset" = excluded."offset", attempts = 0, retry_at = null, error = null, updated_at = now()`,
    );
    await hurry(tx, made.id);
    return made;
  });
}

/** Scoring processes look at once. */
async function hurry(tx: Db, id: string): Promise<void> {
  await tx.prisma.$executeRaw(sql`select pg_notify('mr_bus', ${`score stream ${id}`})`);
}

export async function getScoreStream(db: Db, { projectId, id }: StreamKey): Promise<ScoreStream | null> {
  const own = sql`where s.id = ${id}::uuid and s.project_id = ${projectId}::uuid`;
  return queryRow(db, scoreStreamSchema, sql`select ${columns} ${live} ${own}`);
}

/** Without asking whose it is: for the process that scores. */
export async function getScoreStreamUnchecked(db: Db, id: string): Promise<ScoreStream | null> {
  return queryRow(db, scoreStreamSchema, sql`select ${columns} ${live} where s.id = ${id}::uuid`);
}

/** The stream that reads a topic under this name; null where none does any more. */
export async function findScoreStream(
  db: Db,
  o: { projectId: ProjectId; topic: string; consumer: string },
): Promise<ScoreStream | null> {
  const named = sql`where s.project_id = ${o.projectId}::uuid and s.topic = ${o.topic} and ${consumer} = ${o.consumer}`;
  return queryRow(db, scoreStreamSchema, sql`select ${columns} ${live} ${named}`);
}

/** False where there is no such stream. */
export async function changeScoreStream(
  db: Db,
  o: StreamKey & { change: { rules?: StreamRules; mostWaiting?: number | null; paused?: boolean } },
): Promise<boolean> {
  const { rules, mostWaiting, paused } = o.change;
  const sets = [
    ...(rules === undefined ? [] : [sql`rules = ${toJsonText(rules)}::jsonb`]),
    ...(mostWaiting === undefined ? [] : [sql`most_waiting = ${mostWaiting}`]),
    ...(paused === undefined ? [] : [sql`paused = ${paused}`]),
  ];
  if (sets.length === 0) return (await getScoreStream(db, o)) !== null;
  return db.transaction(async (tx) => {
    const changed = await tx.prisma.$executeRaw(
      sql`update score_stream set ${Prisma.join(sets)} where id = ${o.id}::uuid and project_id = ${o.projectId}::uuid`,
    );
    await hurry(tx, o.id);
    return changed === 1;
  });
}

/**
 * The endpoint scores the topic no longer. First its place, for whose lock a block at work is waited: what that block has
 * answered counts as answered.
 */
export async function deleteScoreStream(db: Db, stream: ScoreStream): Promise<void> {
  await db.transaction(async (tx) => {
    await tx.prisma.$executeRaw(
      sql`delete from bus_consumer where consumer = ${streamConsumerName(stream.slug)}
            and project_id = ${stream.projectId}::uuid and topic = ${stream.topic}`,
    );
    await tx.prisma.$executeRaw(sql`delete from score_stream where id = ${stream.id}::uuid`);
  });
}

/** What the streams of a project read and write, but for one: to see whether another one would close a circle. */
export async function listStreamFlows(db: Db, o: { projectId: ProjectId; but?: string }): Promise<TopicFlow[]> {
  const but = o.but === undefined ? Prisma.empty : sql`and s.id <> ${o.but}::uuid`;
  return queryRows(
    db,
    scoreStreamSchema.pick({ topic: true, rules: true }),
    sql`select s.topic, s.rules ${live} where s.project_id = ${o.projectId}::uuid ${but}`,
  );
}

export type StreamBehind = Pick<ScoreStream, 'id' | 'projectId' | 'endpointId' | 'slug' | 'topic'>;

/**
 * Streams with records that wait and may be tried now. One whose answers others read too slowly waits for them: its own
 * topic keeps the records meanwhile.
 */
export async function listStreamsBehind(db: Db): Promise<StreamBehind[]> {
  return queryRows(
    db,
    scoreStreamSchema.pick({ id: true, projectId: true, endpointId: true, slug: true, topic: true }),
    sql`select s.id::text as id, s.project_id as "projectId", s.endpoint_id as "endpointId", e.slug, s.topic ${live}
          join bus_topic t on t.project_id = s.project_id and t.topic = s.topic
          left join bus_consumer c on c.consumer = ${consumer} and c.project_id = s.project_id and c.topic = s.topic
        where not s.paused and t.last_offset > coalesce(c."offset", 0)
          and coalesce(c.retry_at <= clock_timestamp(), true)
          and (s.most_waiting is null or coalesce(${unread}, 0) < s.most_waiting)
        order by s.created_at, s.id`,
  );
}

/** How far the slowest reader of what a stream writes is behind; what is gone from the topic waits for nobody. */
const unread = sql`(select max(coalesce((select o.last_offset - v."offset" + 1 from bus_event v
    where v.project_id = o.project_id and v.topic = o.topic and v."offset" > r."offset" order by v."offset" limit 1), 0))
  from bus_topic o join bus_consumer r on r.project_id = o.project_id and r.topic = o.topic
  where o.project_id = s.project_id and (o.topic = s.rules ->> 'otherwise'
    or o.topic in (select route ->> 'topic' from jsonb_array_elements(s.rules -> 'routes') route)))`;

/** Names of readers whose records were put aside and wanted again by somebody. */
export async function listStreamsAsked(db: Db): Promise<string[]> {
  const rows = await queryRows(
    db,
    z.object({ consumer: z.string() }),
    sql`select distinct consumer from dead_letter where state = 'asked' and starts_with(consumer, 'scores ')`,
  );
  return rows.map((row) => row.consumer);
}

/** Adds to what became of a stream's records, in the transaction that publishes their answers. */
export async function countStreamed(
  tx: Db,
  o: { id: string; scored: number; refused: number; lastAt: Date },
): Promise<void> {
  await tx.prisma.$executeRaw(
    sql`update score_stream set scored = scored + ${o.scored}, refused = refused + ${o.refused},
          last_record_at = greatest(last_record_at, ${o.lastAt}) where id = ${o.id}::uuid`,
  );
}

const count = z.coerce.number().int();
const streamStateSchema = scoreStreamSchema.extend({
  ...{ scored: count, refused: count },
  /** Records that wait, and when the first of them came. */
  behind: count,
  waitsSince: z.date().nullable(),
  /** How far the slowest reader of its answers is behind. */
  unread: count,
  /** Why it tries again; null: it works. */
  error: z.object({ message: z.string() }).nullable(),
  /** Records put aside that nobody has decided about; more than there may be are not counted. */
  waiting: count,
  lastRecordAt: z.date().nullable(),
  /** Whether a release was deployed to the endpoint; until then records wait. */
  hasRelease: z.boolean(),
  createdBy: z.string(),
  createdAt: z.date(),
});
export type StreamState = z.output<typeof streamStateSchema>;

/** The streams of an endpoint, with what became of their records and how far they are behind. */
export async function listScoreStreams(
  db: Db,
  o: { projectId: ProjectId; endpointId: EndpointId },
): Promise<StreamState[]> {
  return queryRows(
    db,
    streamStateSchema,
    sql`select ${columns}, s.scored::text as scored, s.refused::text as refused, s.last_record_at as "lastRecordAt",
          exists (select from endpoint_revision r where r.endpoint_id = e.id) as "hasRelease",
          s.created_by as "createdBy", s.created_at as "createdAt", c.error,
          coalesce(w.behind, 0)::text as behind, w.received_at as "waitsSince",
          coalesce(${unread}, 0)::text as unread,
          (select count(*)::text from (select from dead_letter d where d.project_id = s.project_id and d.topic = s.topic
             and d.consumer = ${consumer} and d.state = 'waiting' limit ${mostWaitingLetters}) w) as waiting
        ${live} left join bus_topic t on t.project_id = s.project_id and t.topic = s.topic
          left join bus_consumer c on c.consumer = ${consumer} and c.project_id = s.project_id and c.topic = s.topic
          left join lateral (
            select v.received_at, t.last_offset - v."offset" + 1 as behind from bus_event v
            where v.project_id = s.project_id and v.topic = s.topic and v."offset" > coalesce(c."offset", 0)
            order by v."offset" limit 1) w on true
        where s.project_id = ${o.projectId}::uuid and s.endpoint_id = ${o.endpointId}::uuid
        order by s.created_at, s.id`,
  );
}
