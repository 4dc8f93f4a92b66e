import type { ArtifactHash, ProjectId, RunId } from '@millrace/pipeline-core/ids';
import { type FoldReceipt, foldReceiptSchema, splitReceiptSchema } from '@millrace/pipeline-core/split';
import { z } from 'zod';
import type { Db } from '../client';
import { type SplitRecord, splitRecordSchema } from '../mappers/split-row';
import { queryRow, queryRows, sql, toJson } from '../raw-query';

/** Keeps a signed receipt; a second call for the same step changes nothing. */
export async function recordSplit(db: Db, input: Omit<SplitRecord, 'id'>): Promise<SplitRecord> {
  const row = await db.prisma.splitReceipt.upsert({
    where: { runId_idx: { runId: input.runId, idx: input.idx } },
    create: { ...input, receipt: toJson(input.receipt) },
    update: {},
  });
  return splitRecordSchema.parse(row);
}

/** Splits of a project, newest first; 200 at most. */
export async function listSplits(db: Db, { projectId }: { projectId: ProjectId }): Promise<SplitRecord[]> {
  const rows = await db.prisma.splitReceipt.findMany({
    where: { projectId },
    orderBy: { createdAt: 'desc' },
    take: 200,
  });
  return rows.map((row) => splitRecordSchema.parse(row));
}

export async function getSplit(db: Db, key: { projectId: ProjectId; id: string }): Promise<SplitRecord | null> {
  const row = await db.prisma.splitReceipt.findFirst({ where: key });
  return row === null ? null : splitRecordSchema.parse(row);
}

/** The split that made a table: recorded when the table was made first, whichever run asks. */
export async function findSplitOfTable(
  db: Db,
  key: { projectId: ProjectId; tableHash: ArtifactHash },
): Promise<SplitRecord | null> {
  const row = await db.prisma.splitReceipt.findFirst({ where: key, orderBy: { createdAt: 'asc' } });
  return row === null ? null : splitRecordSchema.parse(row);
}

/** Test rows that a table holds: those of the split it comes from. Null when it has no marked rows of this project. */
export async function findTestSetOfTable(db: Db, table: TableOfProject): Promise<string | null> {
  const marks = await findMarks(db, table, { with: ['receipt', 'proof'] });
  return marks === null
    ? null
    : (z.object({ receipt: splitReceiptSchema }).parse(marks).receipt.proof?.testSet ?? null);
}

/** The receipt of the folds that a table of this project has; null when it has none. */
export async function findFoldsOfTable(db: Db, table: TableOfProject): Promise<FoldReceipt | null> {
  const marks = await findMarks(db, table, { with: ['folds'] });
  return marks === null ? null : z.object({ folds: foldReceiptSchema }).parse(marks).folds;
}

type TableOfProject = { projectId: ProjectId; hash: ArtifactHash };

/** What a table of a project says of how its rows are marked; null where it says nothing at this place. */
async function findMarks(
  db: Db,
  { projectId, hash }: TableOfProject,
  { with: place }: { with: string[] },
): Promise<unknown> {
  const row = await queryRow(
    db,
    z.object({ split: z.unknown() }),
    sql`select a.inline->'split' as split from artifact_use u
        join run r on r.id = u.run_id
        join artifact_use m on m.run_id = u.run_id and m.idx = u.idx and m.dir = 'out' and m.port = u.port || '.meta'
        join artifact a on a.hash = m.hash
        where u.hash = ${hash} and u.dir = 'out' and r.project_id = ${projectId}::uuid
          and a.inline->'split' #> ${place}::text[] is not null
        limit 1`,
  );
  return row?.split ?? null;
}

/** Test rows of a project that the models of a run were judged on: those seen last. */
export async function findTestSetOfRun(
  db: Db,
  { projectId, runId }: { projectId: ProjectId; runId: RunId },
): Promise<string | null> {
  const rows = await queryRows(
    db,
    z.object({ testSet: z.string() }),
    sql`select l.test_set as "testSet" from test_look l
        where l.project_id = ${projectId}::uuid and (l.run_id = ${runId}::uuid
          or l.model_hash in (select u.hash from artifact_use u where u.run_id = ${runId}::uuid and u.dir = 'out'))
        order by l.run_id = ${runId}::uuid desc, l.at desc limit 1`,
  );
  return rows[0]?.testSet ?? null;
}
