import type { EndpointId, ReleaseId } from '@millrace/pipeline-core/ids';
import type { Prediction } from '@millrace/pipeline-core/release';
import { z } from 'zod';
import type { Db } from '../client';
import { toPrediction } from '../mappers/prediction-row';
import { queryRow, queryRows, sql } from '../raw-query';
import type { ScorePlace } from './release-scores';

export type RequestFilter = {
  endpoints: readonly EndpointId[];
  release?: ReleaseId | undefined;
  status?: Prediction['status'] | undefined;
  before?: ScorePlace | undefined;
  /** Nothing older is looked at: a status that is rare would be looked for in all that is kept. */
  since?: Date | undefined;
  limit: number;
};

/**
 * Requests of some endpoints together, the refused among them, newest first. Copies for a shadow are none. Each endpoint is
 * read along its index and not further than the page goes, or than `since`.
 */
export async function listRequests(db: Db, filter: RequestFilter): Promise<Prediction[]> {
  const { endpoints, release, status, before, since, limit } = filter;
  const conditions = [
    release === undefined ? sql`` : sql`and p.release_id = ${release}::uuid`,
    status === undefined ? sql`` : sql`and p.status = ${status}`,
    before === undefined ? sql`` : sql`and (p.at, p.id) < (${before.at}::timestamptz, ${before.id}::uuid)`,
    since === undefined ? sql`` : sql`and p.at >= ${since}`,
  ] as const;
  const places = await queryRows(
    db,
    z.object({ id: z.uuid(), at: z.date() }),
    sql`select x.id, x.at from unnest(${[...endpoints]}::uuid[]) e(id) cross join lateral (
          select p.id, p.at from prediction p where p.endpoint_id = e.id and p.shadow_of is null
            ${conditions[0]} ${conditions[1]} ${conditions[2]} ${conditions[3]}
          order by p.at desc, p.id desc limit ${limit}) x
        order by x.at desc, x.id desc limit ${limit}`,
  );
  const oldest = places.at(-1)?.at;
  const newest = places[0]?.at;
  if (oldest === undefined || newest === undefined) return [];
  const rows = await db.prisma.prediction.findMany({
    where: { id: { in: places.map(({ id }) => id) }, at: { gte: oldest, lte: newest }, shadowOf: null },
    orderBy: [{ at: 'desc' }, { id: 'desc' }],
  });
  return rows.map(toPrediction);
}

/** Whether an endpoint has requests that are older than a time. */
export async function hasRequestsBefore(db: Db, o: { endpoints: readonly EndpointId[]; at: Date }): Promise<boolean> {
  const row = await queryRow(
    db,
    z.object({ found: z.boolean() }),
    sql`select exists (select 1 from unnest(${[...o.endpoints]}::uuid[]) e(id) where exists (
          select 1 from prediction p where p.endpoint_id = e.id and p.at < ${o.at})) as found`,
  );
  return row?.found ?? false;
}
