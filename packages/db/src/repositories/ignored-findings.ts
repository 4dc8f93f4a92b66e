import type { ProjectId } from '@millrace/pipeline-core/ids';
import { z } from 'zod';
import type { Db } from '../client';
import { queryRows, sql } from '../raw-query';

const ignoredFindingSchema = z.object({
  code: z.string(),
  column: z.string(),
  reason: z.string(),
  createdBy: z.string(),
  createdAt: z.date(),
});
export type IgnoredFinding = z.output<typeof ignoredFindingSchema>;

/** What a finding is about: `dataset:<id>`, or `step:<pipeline>/<step>`. `column` is empty for the whole table. */
export type FindingKey = { projectId: ProjectId; subject: string; code: string; column: string };

export async function listIgnoredFindings(
  db: Db,
  key: Pick<FindingKey, 'projectId' | 'subject'>,
): Promise<IgnoredFinding[]> {
  return queryRows(
    db,
    ignoredFindingSchema,
    sql`select code, column_name as "column", reason, created_by as "createdBy", created_at as "createdAt"
        from ignored_finding where project_id = ${key.projectId}::uuid and subject = ${key.subject}
        order by created_at, code, column_name`,
  );
}

/** Notes that a finding is to be lived with; another reason replaces the first. */
export async function ignoreFinding(db: Db, input: FindingKey & { reason: string; createdBy: string }): Promise<void> {
  await db.prisma.$executeRaw(
    sql`insert into ignored_finding (project_id, subject, code, column_name, reason, created_by)
        values (${input.projectId}::uuid, ${input.subject}, ${input.code}, ${input.column}, ${input.reason}, ${input.createdBy})
        on conflict (project_id, subject, code, column_name)
        do update set reason = excluded.reason, created_by = excluded.created_by, created_at = now()`,
  );
}

export async function mindFindingAgain(db: Db, key: FindingKey): Promise<void> {
  await db.prisma.$executeRaw(
    sql`delete from ignored_finding where project_id = ${key.projectId}::uuid and subject = ${key.subject}
        and code = ${key.code} and column_name = ${key.column}`,
  );
}
