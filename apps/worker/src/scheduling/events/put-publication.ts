import {
  beginPublication,
  clearSpent,
  type Db,
  foldOnline,
  giveUpPublications,
  listSpent,
  stageOnline,
} from '@millrace/db';
import type { NewOnlineRow } from '@millrace/pipeline-core/features';

/** Rows folded while the view is held once: some hundredths of a second, as events of the view wait meanwhile. */
const foldBlock = 2_000;
/** Rows that are of no use any more, deleted in one statement. */
const clearBlock = 20_000;

type Publication = {
  viewId: string;
  key: string;
  blocks: AsyncIterable<readonly NewOnlineRow[]>;
  signal?: AbortSignal | undefined;
};

/**
 * Writes the rows of a publication aside, where nobody sees them and nobody waits for them, and then calls `show`, which
 * makes them visible by `showPublication`. What fails or is broken off is given up at once; a process that dies leaves rows
 * that the next try, or upkeep, deletes.
 */
export async function stagePublication(
  db: Db,
  { viewId, key, blocks, signal }: Publication,
  show: (publication: string) => Promise<void>,
): Promise<void> {
  const publication = await beginPublication(db, { viewId, requestKey: key });
  try {
    for await (const rows of blocks) {
      signal?.throwIfAborted();
      await stageOnline(db, { publication, rows });
    }
    signal?.throwIfAborted();
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
export async function foldShown(
  db: Db,
  { viewId, signal }: { viewId: string; signal?: AbortSignal | undefined },
): Promise<void> {
  while (await foldOnline(db, { viewId, limit: foldBlock })) signal?.throwIfAborted();
}

/** Deletes rows of publications that were folded or given up: of all, or those that the tries of one event left. */
export async function clearAllSpent(
  db: Db,
  { requestKey, signal }: { requestKey?: string; signal?: AbortSignal | undefined } = {},
): Promise<void> {
  for (const publication of await listSpent(db, requestKey === undefined ? {} : { requestKey })) {
    let after: string | null = '';
    while (after !== null) {
      after = await clearSpent(db, { publication, after, limit: clearBlock });
      signal?.throwIfAborted();
    }
  }
}
