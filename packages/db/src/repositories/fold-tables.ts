import { storedColumnSchema } from '@millrace/pipeline-core/features';
import { type ArtifactHash, artifactHashSchema, type ProjectId, runIdSchema } from '@millrace/pipeline-core/ids';
import { foldReceiptSchema } from '@millrace/pipeline-core/split';
import { z } from 'zod';
import type { Db } from '../client';
import { Prisma } from '../generated/client';
import type { SplitRecord } from '../mappers/split-row';
import { queryRow, queryRows, sql } from '../raw-query';

const foldTableSchema = z.object({
  table: artifactHashSchema,
  runId: runIdSchema,
  columns: z.array(storedColumnSchema),
  receipt: foldReceiptSchema,
});
/** A table with folds, as the run that made it last left it. */
export type FoldTable = z.output<typeof foldTableSchema>;

/**
 * Tables whose folds divide the train rows of a split, newest first: of the runs of its pipeline, by the proof that
 * every table after the split carries.
 */
export async function listFoldsOfSplit(
  db: Db,
  { projectId, runId, receipt }: Pick<SplitRecord, 'projectId' | 'runId' | 'receipt'>,
): Promise<FoldTable[]> {
  if (receipt.proof === undefined) return [];
  const rows = await queryRows(
    db,
    foldTableSchema,
    sql`select u.hash as table, u.run_id as "runId", a.inline->'columns' as columns,
          a.inline->'split'->'folds' as receipt from artifact_use u
        join run r on r.id = u.run_id left join run_info i on i.run_id = r.id
        join artifact_use m on m.run_id = u.run_id and m.idx = u.idx and m.dir = 'out' and m.port = 'split.meta'
        join artifact a on a.hash = m.hash
        where u.dir = 'out' and u.port = 'split' and r.project_id = ${projectId}::uuid
          and (r.id = ${runId}::uuid
            or i.pipeline_id = (select s.pipeline_id from run_info s where s.run_id = ${runId}::uuid))
          and a.inline->'split'->'folds' is not null
          and a.inline->'split'->'receipt'->'proof' = ${JSON.stringify(receipt.proof)}::jsonb
        order by r.created_at desc, u.idx limit 200`,
  );
  const newest = new Map<string, FoldTable>();
  for (const row of rows) if (!newest.has(row.table)) newest.set(row.table, row);
  return [...newest.values()];
}

/** Place of a table with folds in the list of its project: when the run that made it last began, and its hash. */
export const foldPlaceSchema = z.object({ made: z.iso.datetime({ precision: 6 }), table: artifactHashSchema });
type FoldPlace = z.output<typeof foldPlaceSchema>;

const listedFoldsSchema = foldTableSchema.omit({ columns: true }).extend(foldPlaceSchema.shape);
type ListedFolds = z.output<typeof listedFoldsSchema>;

/** Tables with folds of a project, whether a split stands before them or not, newest first; those after a place. */
export async function listFoldTables(
  db: Db,
  { projectId, after, limit }: { projectId: ProjectId; after?: FoldPlace; limit: number },
): Promise<ListedFolds[]> {
  const behind =
    after === undefined
      ? Prisma.empty
      : sql`where (found.made, found."table") < (${after.made}::timestamptz, ${after.table})`;
  return queryRows(
    db,
    listedFoldsSchema,
    sql`select found."table", found."runId", found.receipt,
          to_char(found.made at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as made from (
          select distinct on (u.hash) u.hash as table, u.run_id as "runId", a.inline->'split'->'folds' as receipt,
            r.created_at as made from artifact_use u
          join run r on r.id = u.run_id
          join artifact_use m on m.run_id = u.run_id and m.idx = u.idx and m.dir = 'out' and m.port = 'split.meta'
          join artifact a on a.hash = m.hash
          where u.dir = 'out' and u.port = 'split' and r.project_id = ${projectId}::uuid
            and a.inline->'split'->'folds' is not null
          order by u.hash, r.created_at desc, u.idx) found
        ${behind} order by found.made desc, found."table" desc limit ${limit}`,
  );
}

/** One of them by its table; null where no run of the project made folds of it. */
export async function findFoldTable(
  db: Db,
  { projectId, table }: { projectId: ProjectId; table: ArtifactHash },
): Promise<FoldTable | null> {
  return queryRow(
    db,
    foldTableSchema,
    sql`select u.hash as table, u.run_id as "runId", a.inline->'columns' as columns,
          a.inline->'split'->'folds' as receipt from artifact_use u
        join run r on r.id = u.run_id
        join artifact_use m on m.run_id = u.run_id and m.idx = u.idx and m.dir = 'out' and m.port = 'split.meta'
        join artifact a on a.hash = m.hash
        where u.hash = ${table} and u.dir = 'out' and u.port = 'split' and r.project_id = ${projectId}::uuid
          and a.inline->'split'->'folds' is not null
        order by r.created_at desc, u.idx limit 1`,
  );
}
