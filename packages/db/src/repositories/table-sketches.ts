import type { ArtifactHash } from '@millrace/pipeline-core/ids';
import { type TableSketch, tableSketchSchema } from '@millrace/pipeline-core/sketch';
import { z } from 'zod';
import type { Db } from '../client';
import { queryRow, sql, toJsonText } from '../raw-query';

/** The summary of a stored table; null when none was made yet. */
export async function findTableSketch(db: Db, table: ArtifactHash): Promise<TableSketch | null> {
  const row = await queryRow(
    db,
    z.object({ sketch: tableSketchSchema }),
    sql`select sketch from table_sketch where table_hash = ${table}`,
  );
  return row?.sketch ?? null;
}

/** Keeps the summary of a stored table. Two that made it at the same time made the same. */
export async function keepTableSketch(db: Db, input: { table: ArtifactHash; sketch: TableSketch }): Promise<void> {
  await db.prisma.$executeRaw(
    sql`insert into table_sketch (table_hash, sketch)
        select hash, ${toJsonText(input.sketch)}::jsonb from artifact where hash = ${input.table}
        on conflict (table_hash) do nothing`,
  );
}
