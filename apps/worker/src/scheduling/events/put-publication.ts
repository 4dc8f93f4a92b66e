import { beginPublication, clearSpent, type Db, foldOnline, giveUpPublications, stageOnline } from '@millrace/db';
import type { NewOnlineRow } from '@millrace/pipeline-core/features';

/** Rows folded while the view is held once: some hundredths of a second, as events of the view wait meanwhile. */
const foldBlock = 2_000;
/** Rows that are of no use any more, deleted in one statement. */
const clearBlock = 20_000;

type Publication = { viewId: string; key: string; blocks: AsyncIterable<readonly NewOnlineRow[]> };

/**
 * Writes the rows of a publication aside, where nobody sees them and nobody waits for them, and then calls `show`, which
 * makes them visible by `showPublication`. What fails is given up at once; a process that dies leaves rows that the next
 * try, or upkeep, deletes.
 */
export async function stagePublication(
  db: Db,
  { viewId, key, blocks }: Publication,
  show: (publication: string) => Promise<void>,
): Promise<void> {
  const publication = await beginPublication(db, { viewId, requestKey: key });
  try {
    for await (const rows of blocks) await stageOnline(db, { publication, rows });
    await show(publication);
  } catch (error) {
    await giveUpPublications(db, { id: publication }).catch(() => undefined); // the next try does, or upkeep
    throw error;
  }
}

/**
 * Folds what is shown of a view into its online table, a block at a time. Readers see the same before, while and after:
 * cut off at any block, it is gone on with later.
 */
export async function foldShown(db: Db, { viewId, signal }: { viewId: string; signal?: AbortSignal }): Promise<void> {
  while (await foldOnline(db, { viewId, limit: foldBlock })) signal?.throwIfAborted();
  await clearAllSpent(db, signal);
}

/** Deletes rows of publications that were folded or given up. */
export async function clearAllSpent(db: Db, signal?: AbortSignal): Promise<void> {
  while ((await clearSpent(db, { limit: clearBlock })) > 0) signal?.throwIfAborted();
}
