import { type Database, putOnline, TryLater, tryLockOnline } from '@millrace/db';
import type { NewOnlineRow } from '@millrace/pipeline-core/features';

/**
 * Stores rows that a request brought. Where others write so much that it gets no turn, who sends is to come again, as
 * requests that wait would keep connections from everybody else. Throws TryLater then.
 */
export async function putPushed(
  db: Database,
  { viewId, rows }: { viewId: string; rows: readonly NewOnlineRow[] },
): Promise<void> {
  await db.transaction(async (tx) => {
    if (!(await tryLockOnline(tx, { viewId, waitMs: 1_000 }))) throw new TryLater('others write into the view');
    await putOnline(tx, { viewId, rows });
  });
}
