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
  /** Nothing older is looked at: a status or a release that is rare would be looked for in all that is kept. */
  since?: Date | undefined;
  limit: number;
};

/**
 * Requests of some endpoints together, the refused among them, newest first. Copies for a shadow are none. Each endpoint is
 * read along its index, requests of one release along that of the release (and its copies with them), and neither further
 * than the page goes, or than `since`.
 */
export async function listRequests(db: Db, filter: RequestFilter): Promise<Prediction[]> {
  const places = await queryRows(db, z.object({ id: z.uuid(), at: z.date() }), placesOf(filter));
  const oldest = places.at(-1)?.at;
  const newest = places[0]?.at;
  if (oldest === undefined || newest === undefined) return [];
  const rows = await db.prisma.prediction.findMany({
    where: { id: { in: places.map(({ id }) => id) }, at: { gte: oldest, lte: newest }, shadowOf: null },
    orderBy: [{ at: 'desc' }, { id: 'desc' }],
  });
  return rows.map(toPrediction);
}

function placesOf({ endpoints, release, status, before, since, limit }: RequestFilter) {
  const conditions = [
    status === undefined ? sql`` : sql`and p.status = ${status}`,
    before === undefined ? sql`` : sql`and (p.at, p.id) < (${before.at}::timestamptz, ${before.id}::uuid)`,
    since === undefined ? sql`` : sql`and p.at >= ${since}`,
  ] as const;
  const narrowed = sql`p.shadow_of is null ${conditions[0]} ${conditions[1]} ${conditions[2]}`;
  if (release !== undefined)
    return sql`select p.id, p.at from prediction p
        where p.release_id = ${release}::uuid and p.endpoint_id = any(${[...endpoints]}::uuid[]) and ${narrowed}
        order by p.at desc, p.id desc limit ${limit}`;
  return sql`select x.id, x.at from unnest(${[...endpoints]}::uuid[]) e(id) cross join lateral (
          select p.id, p.at from prediction p where p.endpoint_id = e.id and ${narrowed}
          order by p.at desc, p.id desc limit ${limit}) x
        order by x.at desc, x.id desc limit ${limit}`;
}

type Before = Pick<RequestFilter, 'endpoints' | 'release'> & { at: Date };

/** Whether endpoints, or one release at them, have requests that are older than a time; copies for a shadow are none. */
export async function hasRequestsBefore(db: Db, { endpoints, release, at }: Before): Promise<boolean> {
  const asked = [...endpoints];
  const one =
    release === undefined
      ? sql`select 1 from unnest(${asked}::uuid[]) e(id) where exists (
          select 1 from prediction p where p.endpoint_id = e.id and p.at < ${at} and p.shadow_of is null)`
      : sql`select 1 from prediction p where p.release_id = ${release}::uuid and p.endpoint_id = any(${asked}::uuid[])
          and p.at < ${at} and p.shadow_of is null`;
  const row = await queryRow(db, z.object({ found: z.boolean() }), sql`select exists (${one}) as found`);
  return row?.found ?? false;
}
