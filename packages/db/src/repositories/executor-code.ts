import { z } from 'zod';
import type { Db } from '../client';
import { queryRows, sql } from '../raw-query';

/** Hash of the code that executes one version of a step type; part of every fingerprint. */
export const executorCodeSchema = z.object({ type: z.string(), version: z.number().int(), codeHash: z.string() });
export type ExecutorCode = z.output<typeof executorCodeSchema>;

/** Written by a worker when it starts, so that plans shown before a run know what can be reused. */
export async function publishExecutorCode(db: Db, entries: readonly ExecutorCode[]): Promise<void> {
  await db.prisma.$executeRaw(sql`
    insert into executor_code (type, version, code_hash)
    select e.type, e.version, e."codeHash" from jsonb_to_recordset(${JSON.stringify(entries)}::jsonb) e(type text, version int, "codeHash" text)
    order by 1, 2
    on conflict (type, version) do update set code_hash = excluded.code_hash, seen_at = now()`);
}

export async function listExecutorCode(db: Db): Promise<ExecutorCode[]> {
  return queryRows(
    db,
    executorCodeSchema,
    sql`select type, version, code_hash as "codeHash" from executor_code order by 1, 2`,
  );
}
