import { z } from 'zod';

const tableSchema = z.object({ name: z.string() });

/** Empties all tables of the queue engine: runs must not depend on any of its rows. @returns how many tables it has */
export async function deleteQueueRows(query: (text: string) => Promise<unknown[]>): Promise<number> {
  const found = await query(
    `select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname = 'bullmq'`,
  );
  const tables = found.map((row) => tableSchema.parse(row).name);
  if (tables.length > 0) await query(`truncate ${tables.join(', ')} cascade`);
  return tables.length;
}
