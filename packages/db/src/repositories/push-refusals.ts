import type { SourceId } from '@millrace/pipeline-core/ids';
import { z } from 'zod';
import type { Db } from '../client';
import { storableText } from '../protocol/storable-json';
import { queryRows, sql } from '../raw-query';

const refusalsSchema = z.object({ code: z.string(), count: z.coerce.number(), message: z.string(), at: z.date() });

/** Requests that were refused for one reason: how many, and the last one. */
export type Refusals = z.output<typeof refusalsSchema>;

/** Adds refused requests to those that are counted, all or none. Sources that are gone are left out. */
export async function saveRefusals(db: Db, rows: readonly (Refusals & { sourceId: SourceId })[]): Promise<void> {
  const nameOf = ({ sourceId, code }: { sourceId: SourceId; code: string }) => `${sourceId} ${code}`;
  // In one order, so that no two processes wait for each other.
  const inOrder = rows.toSorted((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1));
  await db.transaction(async (tx) => {
    for (const { sourceId, code, count, message, at } of inOrder) {
      await tx.prisma.$executeRaw(
        sql`insert into push_refusal (source_id, code, count, message, at)
            select id, ${code}, ${count}, ${storableText(message)}, ${at} from source where id = ${sourceId}::uuid
            on conflict (source_id, code) do update
              set count = push_refusal.count + excluded.count, message = excluded.message, at = excluded.at`,
      );
    }
  });
}

/** What was refused since a moment, the newest reason first. */
export async function listRefusals(db: Db, o: { sourceId: SourceId; since: Date }): Promise<Refusals[]> {
  return queryRows(
    db,
    refusalsSchema,
    sql`select code, count::text as count, message, at from push_refusal
        where source_id = ${o.sourceId}::uuid and at >= ${o.since} order by at desc`,
  );
}
