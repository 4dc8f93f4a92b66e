import type { ProjectId } from '@millrace/pipeline-core/ids';
import { z } from 'zod';
import type { Db } from '../client';
import { queryRow, queryRows, sql, toJsonText } from '../raw-query';

const savedViewSchema = z.object({
  id: z.string(),
  name: z.string(),
  /** Filter, columns and order, as the page reads them. */
  look: z.json(),
  createdBy: z.string(),
  updatedAt: z.date(),
});
export type SavedView = z.output<typeof savedViewSchema>;

const columns = sql`v.id::text as id, v.name, v.look, v.created_by as "createdBy", v.updated_at as "updatedAt"`;

/** The views of a project by name. */
export async function listSavedViews(db: Db, { projectId }: { projectId: ProjectId }): Promise<SavedView[]> {
  return queryRows(
    db,
    savedViewSchema,
    sql`select ${columns} from saved_view v where v.project_id = ${projectId}::uuid order by lower(v.name), v.id`,
  );
}

/** Keeps a view under a name of the project; what had the name before is replaced. */
export async function keepSavedView(
  db: Db,
  input: { projectId: ProjectId; name: string; look: object; createdBy: string },
): Promise<SavedView> {
  const row = await queryRow(
    db,
    savedViewSchema,
    sql`insert into saved_view as v (project_id, name, look, created_by)
        values (${input.projectId}::uuid, ${input.name}, ${toJsonText(input.look)}::jsonb, ${input.createdBy})
        on conflict (project_id, name) do update set look = excluded.look, updated_at = now() returning ${columns}`,
  );
  if (row === null) throw new Error(`the view ${input.name} was not kept`);
  return row;
}

/** Takes a view away; false where the project has none with this id. */
export async function deleteSavedView(db: Db, key: { projectId: ProjectId; id: string }): Promise<boolean> {
  const count = await db.prisma.$executeRaw(
    sql`delete from saved_view where id::text = ${key.id} and project_id = ${key.projectId}::uuid`,
  );
  return count > 0;
}
