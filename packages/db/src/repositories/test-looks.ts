import type { ArtifactHash, ProjectId, RunId } from '@millrace/pipeline-core/ids';
import { z } from 'zod';
import type { Db } from '../client';
import { type lookKinds, type TestLook, testLookSchema } from '../mappers/split-row';
import { queryRow, queryRows, sql } from '../raw-query';

export type NewLook = {
  projectId: ProjectId;
  testSet: string;
  kind: (typeof lookKinds)[number];
  actor: string;
  rows: number | null;
  /** What a step judged; null when somebody read rows. */
  judged: {
    runId: RunId;
    idx: number;
    modelHash: ArtifactHash;
    metric: string;
    value: number | null;
    standardError: number | null;
  } | null;
};

/** Writes a look into the ledger; a step that judged a model is counted once, however often it is told. */
export async function recordLook(db: Db, { judged, ...look }: NewLook): Promise<void> {
  await db.prisma.testLook.createMany({ data: [{ ...look, ...judged }], skipDuplicates: true });
}

/** Looks at these test rows, newest first; the count goes on where the list ends. */
export async function listLooks(
  db: Db,
  { projectId, testSet, limit = 500 }: { projectId: ProjectId; testSet: string; limit?: number },
): Promise<{ looks: TestLook[]; total: number }> {
  const looks = await queryRows(
    db,
    testLookSchema,
    sql`select l.kind, l.actor, p.name as "actorName", l.run_id as "runId", i.number as "runNumber",
          l.model_hash as "modelHash", c.title as candidate, c.step_type as "stepType", l.metric, l.value,
          l.standard_error as "standardError", l.rows, l.at
        from test_look l
        left join run_info i on i.run_id = l.run_id
        left join candidate c on c.project_id = l.project_id and c.model_hash = l.model_hash
        left join "user" p on p.id = l.actor
        where l.project_id = ${projectId}::uuid and l.test_set = ${testSet}
        order by l.at desc, l.id desc limit ${limit}`,
  );
  const counted = await queryRow(
    db,
    z.object({ total: z.number() }),
    sql`select count(*)::int as total from test_look where project_id = ${projectId}::uuid and test_set = ${testSet}`,
  );
  return { looks, total: counted?.total ?? 0 };
}

/** When somebody last looked at these rows in this way; null when never. */
export async function lastLook(
  db: Db,
  look: Pick<NewLook, 'projectId' | 'testSet' | 'kind' | 'actor'>,
): Promise<Date | null> {
  const row = await db.prisma.testLook.findFirst({ where: look, orderBy: { at: 'desc' }, select: { at: true } });
  return row?.at ?? null;
}
