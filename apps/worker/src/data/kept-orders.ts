import { createHash } from 'node:crypto';
import { access, mkdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { WindowRequest } from './table-window';

/** A table, and the column that its rows are put in order by. */
export type WantedOrder = { hash: string; path: string; sort: string; descending: boolean };

export type KeptOrders = {
  /**
   * Path of a file with the row numbers of the table in this order; made when it is asked for first. Null where the table
   * is sorted as quickly without one, and once where the file has been taken away.
   */
  find(wanted: WantedOrder): Promise<string | null>;
  has(wanted: WantedOrder): boolean;
};

/** Without a path: a table that needs none. */
type Kept = { path: string | null; bytes: number };

type MakeOrder = (wanted: WantedOrder, keep: (file: string) => Promise<void>) => Promise<void>;

/** Orders known at a time, those of small tables included. */
const mostKnown = 10_000;

/**
 * Row numbers of tables in the order of a column, for those who page deep into a sorted table: each window would sort the
 * whole table again. They are no artifacts: they lie in a folder of this process alone that is emptied at the start, and
 * those not looked at for longest go when all of them are larger than `mostBytes`.
 */
export function createKeptOrders(o: {
  folder: string;
  mostBytes: number;
  /** Writes an order, and hands over a file that is ours from then on; none for a table that needs no order. */
  make: MakeOrder;
}): KeptOrders {
  const { folder, mostBytes, make } = o;
  const orders = new Map<string, Promise<Kept>>(); // the one looked at last is the last
  const known = new Map<string, Kept>();
  const emptied = emptyOnce(folder);

  const create = async (key: string, wanted: WantedOrder): Promise<Kept> => {
    await emptied();
    return makeKept(wanted, { path: join(folder, `${key}.parquet`), make });
  };
  const forget = (key: string) => {
    orders.delete(key);
    known.delete(key);
  };
  const makeRoom = async (newest: string) => {
    let total = [...known.values()].reduce((sum, { bytes }) => sum + bytes, 0);
    for (const key of [...orders.keys()]) {
      const kept = known.get(key);
      const isFull = total > mostBytes || known.size > mostKnown;
      if (!isFull || key === newest || kept === undefined) continue;
      forget(key);
      total -= kept.bytes;
      if (kept.path !== null) await rm(kept.path, { force: true });
    }
  };

  return {
    async find(wanted) {
      const key = keyOf(wanted);
      const making = orders.get(key) ?? create(key, wanted);
      orders.delete(key);
      orders.set(key, making);
      try {
        const { path, bytes } = await making;
        if (!known.has(key)) {
          known.set(key, { path, bytes });
          await makeRoom(key);
        } else if (path !== null && !(await isThere(path))) {
          forget(key); // somebody has cleaned up
          return null;
        }
        return path;
      } catch (error) {
        if (orders.get(key) === making) orders.delete(key); // whoever asks next tries again
        throw error;
      }
    },
    has: (wanted) => known.has(keyOf(wanted)),
  };
}

/** Empties the folder with the first call; where that fails the next one tries again. */
function emptyOnce(folder: string): () => Promise<void> {
  let emptied: Promise<void> | null = null;
  const empty = async () => {
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder, { recursive: true });
  };
  return () => {
    emptied ??= empty().catch((error: unknown) => {
      emptied = null;
      throw error;
    });
    return emptied;
  };
}

async function makeKept(wanted: WantedOrder, { path, make }: { path: string; make: MakeOrder }): Promise<Kept> {
  let kept: Kept = { path: null, bytes: 0 };
  await make(wanted, async (file) => {
    await rename(file, path);
    kept = { path, bytes: (await stat(path)).size };
  });
  return kept;
}

async function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

/** From here on a window is worth an order that is kept: nearer ones need no more than the first rows. */
const deepRows = 1_000;

type Asked = Partial<Pick<WindowRequest, 'row' | 'part' | 'sort' | 'search' | 'filters'>> &
  Pick<WindowRequest, 'offset' | 'descending'>;

/** The kept order that a window is read by; null for one that is not sorted, near the begin, or of some rows only. */
export async function orderOfWindow(
  orders: KeptOrders,
  { hash, path }: { hash: string; path: string },
  { sort, descending, offset, row, part, search, filters }: Asked,
): Promise<string | null> {
  const isOfAllRows = row === undefined && part === undefined && (search ?? '') === '' && (filters ?? []).length === 0;
  if (sort === undefined || !isOfAllRows) return null;
  const wanted = { hash, path, sort, descending };
  return offset >= deepRows || orders.has(wanted) ? orders.find(wanted) : null;
}

function keyOf({ hash, sort, descending }: WantedOrder): string {
  return createHash('sha256')
    .update(JSON.stringify([hash, sort, descending]))
    .digest('hex')
    .slice(0, 32);
}
