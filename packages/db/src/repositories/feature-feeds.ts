import type { BusEvent } from '@millrace/pipeline-core/events';
import { featureFeedSchema, viewShapeSchema } from '@millrace/pipeline-core/features';
import {
  batchIdSchema,
  type PipelineId,
  type ProjectId,
  projectIdSchema,
  type RunId,
  sourceIdSchema,
} from '@millrace/pipeline-core/ids';
import { z } from 'zod';
import type { Db } from '../client';
import { Prisma } from '../generated/client';
import { queryRows, sql, toJsonText } from '../raw-query';

/** What a feed is kept as: the way an event goes, and what of a view comes out of it. */
export const storedFeedSchema = featureFeedSchema.extend({ shape: viewShapeSchema });
export type StoredFeed = z.output<typeof storedFeedSchema>;

/** The name under which a view reads its topics. */
export const feedConsumerName = (view: string): string => `features ${view}`;

const feedSourceSchema = z.object({ sourceId: sourceIdSchema, topic: z.string(), after: z.coerce.number().int() });
export type FeedSource = z.output<typeof feedSourceSchema>;

/**
 * The sources whose events land in the datasets of these batches, with their topics. `after`: where the newest of these
 * batches ends, as the run that landed it was told; 0 when none of them came from the source. Events before it may be in
 * other batches of the dataset, which the publication did not choose. A replay tells nothing of where the source stands.
 */
export async function listFeedSources(
  db: Db,
  o: { projectId: ProjectId; batches: readonly string[] },
): Promise<FeedSource[]> {
  const ids = o.batches.filter((id) => batchIdSchema.safeParse(id).success);
  return queryRows(
    db,
    feedSourceSchema,
    sql`with read as (select dataset_id, source_id, case when replay is null then run_id end as run_id
                      from batch where id = any(${ids}::uuid[]))
        select s.id::text as "sourceId",
               case s.kind when 'push' then 'source.' || s.id else s.config ->> 'topic' end as topic,
               coalesce(max((r.spec #>> '{references,source,data,events,upTo}')::bigint), 0)::text as after
        from source s join read b on b.dataset_id = s.dataset_id
          left join step_run r on r.run_id = b.run_id and b.source_id = s.id
        where s.project_id = ${o.projectId}::uuid and s.deleted_at is null and s.kind in ('push', 'topic')
        group by s.id order by s.id`,
  );
}

/**
 * When the rows of these batches were known at the latest, as RFC 3339 to the microsecond: when the last of them came in,
 * and before the first event that is in none of them. Null when there is no such batch.
 */
export async function batchesKnown(
  db: Db,
  o: { projectId: ProjectId; batches: readonly string[]; sources: readonly FeedSource[] },
): Promise<string | null> {
  const ids = o.batches.filter((id) => batchIdSchema.safeParse(id).success);
  const landing = o.sources.filter(({ after }) => after > 0);
  const [row] = await queryRows(
    db,
    z.object({ known: z.string().nullable() }),
    sql`select to_char(least(
          (select max(created_at) from batch where id = any(${ids}::uuid[])),
          (select min(next.received_at) - interval '1 microsecond'
           from jsonb_to_recordset(${toJsonText(landing)}::jsonb) s(topic text, "after" bigint)
             cross join lateral (select e.received_at from bus_event e
               where e.project_id = ${o.projectId}::uuid and e.topic = s.topic and e."offset" > s."after"
               order by e."offset" limit 1) next)) at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as known`,
  );
  return ids.length === 0 ? null : (row?.known ?? null);
}

export type FeedPublication = {
  view: { id: string; name: string; projectId: ProjectId };
  pipelineId: PipelineId | null;
  runId: RunId;
  idx: number;
  feeds: readonly { source: FeedSource; stored: StoredFeed; digest: string }[];
};

/**
 * The feeds of a publication take the place of those that its pipeline had in the view. A feed that is the same function
 * as before goes on where it is. A new one begins behind the newest batch of the publication: events behind it that an
 * older feed took are taken again by the new one, which the two-clock rule makes harmless, and by no other. A run that
 * began before one that has published already changes nothing. Call it with the view locked.
 */
export async function replaceFeeds(tx: Db, o: FeedPublication): Promise<void> {
  if (await isOutrun(tx, o)) return;
  for (const { source, stored, digest } of o.feeds) {
    const same = await tx.prisma.$executeRaw(
      sql`update feature_feed set run_id = ${o.runId}::uuid, idx = ${o.idx}, source_id = ${source.sourceId}::uuid
          where id = (select id from feature_feed where ${mine(o)} and topic = ${source.topic} and digest = ${digest}
                      and run_id <> ${o.runId}::uuid order by created_at limit 1)`,
    );
    if (same > 0) continue;
    await tx.prisma.$executeRaw(
      sql`insert into feature_feed (view_id, project_id, topic, source_id, pipeline_id, run_id, idx, feed, digest, place)
          values (${o.view.id}::uuid, ${o.view.projectId}::uuid, ${source.topic}, ${source.sourceId}::uuid,
                  ${o.pipelineId}::uuid, ${o.runId}::uuid, ${o.idx}, ${toJsonText(stored)}::jsonb, ${digest}, ${source.after})
          on conflict do nothing`,
    );
    await beginAt(tx, { view: o.view, source });
  }
  await tx.prisma.$executeRaw(sql`delete from feature_feed where ${mine(o)} and run_id <> ${o.runId}::uuid`);
  await tx.prisma.$executeRaw(sql`select pg_notify('mr_feeds', ${o.view.id})`);
}

/** Whether a later run of the pipeline has published the view. */
async function isOutrun(tx: Db, { view, pipelineId, runId }: FeedPublication): Promise<boolean> {
  const later = await queryRows(
    tx,
    z.object({ id: z.string() }),
    sql`select w.id::text as id from feature_view_version w join run later on later.id = w.run_id
          join run own on own.id = ${runId}::uuid
        where w.view_id = ${view.id}::uuid and w.pipeline_id is not distinct from ${pipelineId}::uuid
          and (later.created_at, later.id) > (own.created_at, own.id) limit 1`,
  );
  return later.length > 0;
}

const mine = ({ view, pipelineId }: FeedPublication) =>
  sql`view_id = ${view.id}::uuid and pipeline_id is not distinct from ${pipelineId}::uuid`;

/** Readers of these topics wait until the transaction ends: call it before anything else that they change. */
export async function lockFeedPlaces(
  tx: Db,
  o: { projectId: ProjectId; view: string; topics: readonly string[] },
): Promise<void> {
  await tx.prisma.$queryRaw(
    sql`select topic from bus_consumer where consumer = ${feedConsumerName(o.view)} and project_id = ${o.projectId}::uuid
          and topic = any(${[...o.topics]}) order by topic for update`,
  );
}

async function beginAt(tx: Db, { view, source }: { view: FeedPublication['view']; source: FeedSource }): Promise<void> {
  await tx.prisma.$executeRaw(
    sql`insert into bus_consumer as c (consumer, project_id, topic, "offset")
        values (${feedConsumerName(view.name)}, ${view.projectId}::uuid, ${source.topic}, ${source.after})
        on conflict (consumer, project_id, topic) do update
          set "offset" = least(c."offset", excluded."offset"), attempts = 0, retry_at = null, error = null,
            updated_at = now()`,
  );
}

const servedFeedSchema = z.object({
  id: z.string(),
  viewId: z.string(),
  view: z.string(),
  projectId: projectIdSchema,
  topic: z.string(),
  digest: z.string(),
  /** It has taken the events up to here. */
  place: z.coerce.number().int(),
  /** Why it could not be opened; null: it could, or nobody has tried. */
  error: z.string().nullable(),
});
export type ServedFeed = z.output<typeof servedFeedSchema>;

const liveWith = (more: Prisma.Sql) => sql`from feature_feed f join feature_view v on v.id = f.view_id
  join source s on s.id = f.source_id and s.deleted_at is null
  left join pipeline p on p.id = f.pipeline_id ${more}
  where (f.pipeline_id is null or p.deleted_at is null) and v.deleting_at is null`;
const live = liveWith(Prisma.empty);

/** Feeds that are in use, of all projects or of one topic of a view. */
export async function listFeeds(db: Db, only?: { viewId: string; topic: string }): Promise<ServedFeed[]> {
  const of = only === undefined ? Prisma.empty : sql`and f.view_id = ${only.viewId}::uuid and f.topic = ${only.topic}`;
  return queryRows(
    db,
    servedFeedSchema,
    sql`select f.id::text as id, f.view_id::text as "viewId", v.name as view, f.project_id as "projectId", f.topic, f.digest,
          f.place::text as place, f.error
        ${live} ${of} order by f.created_at, f.id`,
  );
}

/** What a feed does; null when it has been replaced. */
export async function getStoredFeed(db: Db, id: string): Promise<StoredFeed | null> {
  const [row] = await queryRows(
    db,
    z.object({ feed: storedFeedSchema }),
    sql`select feed from feature_feed where id = ${id}::uuid`,
  );
  return row?.feed ?? null;
}

/** Notes why a feed cannot be opened, or with null that it can. */
export async function setFeedError(db: Db, { id, error }: { id: string; error: string | null }): Promise<void> {
  await db.prisma.$executeRaw(sql`update feature_feed set error = ${error} where id = ${id}::uuid`);
}

const feedTopicSchema = servedFeedSchema.pick({ viewId: true, view: true, projectId: true, topic: true });
export type FeedTopic = z.output<typeof feedTopicSchema>;

/** Topics of views with events that are not in the view yet and may be tried now. */
export async function listFeedsBehind(db: Db): Promise<FeedTopic[]> {
  return queryRows(
    db,
    feedTopicSchema,
    sql`select distinct f.view_id::text as "viewId", v.name as view, f.project_id as "projectId", f.topic
        from (select f.view_id, f.project_id, f.topic, v.name ${live}) f join feature_view v on v.id = f.view_id
          join bus_topic t on t.project_id = f.project_id and t.topic = f.topic
          left join bus_consumer c on c.consumer = 'features ' || v.name and c.project_id = f.project_id and c.topic = f.topic
        where t.last_offset > coalesce(c."offset", 0) and coalesce(c.retry_at <= clock_timestamp(), true)`,
  );
}

/**
 * How far a view is in the topics that feed it: what events up to there make of its rows is in the online table. A topic
 * that feeds it no longer has no place.
 */
export async function listFeedPlaces(db: Db, viewId: string): Promise<ReadonlyMap<string, number>> {
  const rows = await queryRows(
    db,
    z.object({ topic: z.string(), offset: count }),
    sql`select distinct f.topic, coalesce(c."offset", 0)::text as "offset"
        from (select f.project_id, f.topic, v.name ${live} and f.view_id = ${viewId}::uuid) f
          left join bus_consumer c on c.consumer = 'features ' || f.name and c.project_id = f.project_id and c.topic = f.topic`,
  );
  return new Map(rows.map(({ topic, offset }) => [topic, offset]));
}

/** Views with events that were put aside and that somebody wants tried again. */
export async function listFeedsAsked(db: Db): Promise<string[]> {
  const rows = await queryRows(
    db,
    z.object({ consumer: z.string() }),
    sql`select distinct consumer from dead_letter where state = 'asked' and starts_with(consumer, 'features ')`,
  );
  return rows.map(({ consumer }) => consumer);
}

export type FeedCounts = {
  taken: number;
  written: number;
  filtered: number;
  leftOut: number;
  toCome: number;
  failed: number;
};

/** Adds to what became of a feed's events, of which the last one is told. */
export async function countFed(tx: Db, o: { id: string; last: BusEvent; counts: FeedCounts }): Promise<void> {
  const { counts, last } = o;
  await tx.prisma.$executeRaw(
    sql`update feature_feed set taken = taken + ${counts.taken}, written = written + ${counts.written},
          filtered = filtered + ${counts.filtered}, left_out = left_out + ${counts.leftOut},
          to_come = to_come + ${counts.toCome}, failed = failed + ${counts.failed},
          last_event_at = greatest(last_event_at, ${last.receivedAt}), place = greatest(place, ${last.offset})
        where id = ${o.id}::uuid`,
  );
}

const count = z.coerce.number().int();
const feedStateSchema = z.object({
  id: z.string(),
  topic: z.string(),
  sourceId: sourceIdSchema,
  source: z.string(),
  ...{ taken: count, written: count, filtered: count, leftOut: count, toCome: count, failed: count },
  /** Events that wait. */
  behind: count,
  /** Why it cannot work, or tries again now; null: it works. */
  error: z.object({ message: z.string() }).nullable(),
  /** Events put aside that nobody has decided about, and when the first of them was. */
  waiting: count,
  waitingSince: z.date().nullable(),
  lastEventAt: z.date().nullable(),
  createdAt: z.date(),
});
export type FeedState = z.output<typeof feedStateSchema>;

/** The feeds of a view with what became of their events and how far they are behind. */
export async function listFeedStates(db: Db, viewId: string): Promise<FeedState[]> {
  return queryRows(
    db,
    feedStateSchema,
    sql`select f.id::text as id, f.topic, f.source_id as "sourceId", s.name as source, f.taken::text as taken,
          f.written::text as written, f.filtered::text as filtered, f.left_out::text as "leftOut",
          f.to_come::text as "toCome", f.failed::text as failed, f.last_event_at as "lastEventAt", f.created_at as "createdAt",
          (select greatest(0, t.last_offset - coalesce(c."offset", 0))::text from bus_topic t
             left join bus_consumer c on c.consumer = 'features ' || v.name and c.project_id = t.project_id and c.topic = t.topic
             where t.project_id = f.project_id and t.topic = f.topic) as behind,
          case when f.error is null then
            (select c.error from bus_consumer c where c.consumer = 'features ' || v.name and c.project_id = f.project_id
               and c.topic = f.topic)
            else jsonb_build_object('message', f.error) end as error,
          w.letters::text as waiting, w.since as "waitingSince"
        ${liveWith(sql`cross join lateral (select count(*) as letters, min(d.created_at) as since from dead_letter d
            where d.project_id = f.project_id and d.topic = f.topic and d.consumer = 'features ' || v.name
              and d.state = 'waiting') w`)} and f.view_id = ${viewId}::uuid order by f.created_at, f.id`,
  );
}
