import { type ArtifactHash, artifactHashSchema } from '@millrace/pipeline-core/ids';
import { type TableSketch, tableSketchSchema } from '@millrace/pipeline-core/sketch';
import { z } from 'zod';
import type { Db } from '../client';
import { queryRow, queryRows, sql, toJsonText } from '../raw-query';

/** The summary of a stored table; null when none was made yet. */
export async function findTableSketch(db: Db, table: ArtifactHash): Promise<TableSketch | null> {
  const row = await queryRow(
    db,
    z.object({ sketch: tableSketchSchema }),
    sql`select sketch from table_sketch where table_hash = ${table}`,
  );
  return row?.sketch ?? null;
}

/** What is kept of these tables, by table; those without a summary are not in it. */
export async function findTableSketches(
  db: Db,
  tables: readonly ArtifactHash[],
): Promise<Map<ArtifactHash, TableSketch>> {
  const rows = await queryRows(
    db,
    z.object({ table: artifactHashSchema, sketch: tableSketchSchema }),
    sql`select table_hash as "table", sketch from table_sketch where table_hash = any(${[...tables]}::text[])`,
  );
  return new Map(rows.map(({ table, sketch }) => [table, sketch]));
}

/** Keeps the summary of a stored table. Two that made it at the same time made the same. */
export async function keepTableSketch(db: Db, input: { table: ArtifactHash; sketch: TableSketch }): Promise<void> {
  await db.prisma.$executeRaw(
    sql`insert into table_sketch (table_hash, sketch)
        select hash, ${toJsonText(input.sketch)}::jsonb from artifact where hash = ${input.table}
        on conflict (table_hash) do nothing`,
  );
}
