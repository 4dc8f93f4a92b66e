import { type Database, putOnline } from '@millrace/db';
import type { NewOnlineRow } from '@millrace/pipeline-core/features';

/** Longest time for the rows of one publication to be written: some millions. */
const longestMs = 15 * 60_000;

/**
 * Puts the rows of a publication online in one transaction: a reader sees all of them or none. Rows of events for this
 * view wait meanwhile; who stored them shows them from memory.
 */
export async function putPublication(
  db: Database,
  { viewId, blocks }: { viewId: string; blocks: AsyncIterable<readonly NewOnlineRow[]> },
): Promise<void> {
  await db.transaction(
    async (tx) => {
      for await (const rows of blocks) await putOnline(tx, { viewId, rows });
    },
    { longestMs },
  );
}
