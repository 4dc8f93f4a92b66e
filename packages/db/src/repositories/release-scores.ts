import {
  type BatchId,
  modelIdSchema,
  type ProjectId,
  type ReleaseId,
  releaseIdSchema,
} from '@millrace/pipeline-core/ids';
import type { Prediction } from '@millrace/pipeline-core/release';
import { z } from 'zod';
import type { Db } from '../client';
import { toPrediction } from '../mappers/prediction-row';
import { queryRows, sql } from '../raw-query';

const scoresSchema = z.object({
  count: z.coerce.number().int(),
  first: z.date().nullable(),
  last: z.date().nullable(),
});
/** How many answers of a release are kept, and when the first and the last were given. */
export type Scores = z.output<typeof scoresSchema>;

/** A score is what a caller was answered with: a request that was refused before is none, nor is a copy in the shadow. */
const answered = sql`p.status in ('ok', 'fallback') and p.shadow_of is null`;

/** The scores that are kept of each of some releases; this reads all of them, so lists that go page by page do without. */
export async function countScores(db: Db, releases: readonly ReleaseId[]): Promise<Map<ReleaseId, Scores>> {
  const rows = await queryRows(
    db,
    scoresSchema.extend({ release: releaseIdSchema }),
    sql`select p.release_id as release, count(*)::text as count, min(p.at) as first, max(p.at) as last
        from prediction p where p.release_id = any(${[...releases]}::uuid[]) and ${answered} group by p.release_id`,
  );
  const counted = new Map(rows.map(({ release, ...scores }) => [release, scores]));
  return new Map(releases.map((release) => [release, counted.get(release) ?? { count: 0, first: null, last: null }]));
}

const releaseOfBatchSchema = z.object({
  id: releaseIdSchema,
  modelId: modelIdSchema,
  model: z.string(),
  number: z.number().int(),
  createdAt: z.date(),
});
export type ReleaseOfBatch = z.output<typeof releaseOfBatchSchema>;

/** The releases of a project whose train rows came from a batch, newest first. */
export async function listReleasesOfBatch(
  db: Db,
  key: { projectId: ProjectId; batchId: BatchId },
): Promise<ReleaseOfBatch[]> {
  return queryRows(
    db,
    releaseOfBatchSchema,
    sql`select l.id, m.id as "modelId", m.name as model, l.number, l.created_at as "createdAt"
        from release l join model m on m.id = l.model_id
        where m.project_id = ${key.projectId}::uuid and jsonb_exists(l.manifest -> 'batches', ${key.batchId})
        order by l.created_at desc, l.number desc`,
  );
}

/** Where a page of scores ended. */
export type ScorePlace = { at: string; id: string };

/**
 * Scores of some releases together, newest first. Each release is read along its index in each day that is kept, and not
 * further than the page goes: a page costs by releases and days, not by scores.
 */
export async function listScores(
  db: Db,
  o: { releases: readonly ReleaseId[]; before?: ScorePlace | undefined; limit: number },
): Promise<Prediction[]> {
  const rest =
    o.before === undefined ? sql`` : sql`and (p.at, p.id) < (${o.before.at}::timestamptz, ${o.before.id}::uuid)`;
  const places = await queryRows(
    db,
    z.object({ id: z.uuid(), at: z.date() }),
    sql`select x.id, x.at from unnest(${[...o.releases]}::uuid[]) r(id) cross join lateral (
          select p.id, p.at from prediction p where p.release_id = r.id and ${answered} ${rest}
          order by p.at desc, p.id desc limit ${o.limit}) x
        order by x.at desc, x.id desc limit ${o.limit}`,
  );
  const oldest = places.at(-1)?.at;
  const newest = places[0]?.at;
  if (oldest === undefined || newest === undefined) return [];
  const rows = await db.prisma.prediction.findMany({
    where: { id: { in: places.map(({ id }) => id) }, at: { gte: oldest, lte: newest } },
    orderBy: [{ at: 'desc' }, { id: 'desc' }],
  });
  return rows.map(toPrediction);
}
