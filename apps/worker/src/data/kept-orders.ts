import { createHash } from 'node:crypto';
import { mkdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { WindowRequest } from './table-window';

/** A table, and the column that its rows are put in order by. */
export type WantedOrder = { hash: string; path: string; sort: string; descending: boolean };

export type KeptOrders = {
  /** Path of a file with the row numbers of the table in this order; made when it is asked for first. */
  find(wanted: WantedOrder): Promise<string>;
  has(wanted: WantedOrder): boolean;
};

type Kept = { path: string; bytes: number };

/**
 * Row numbers of tables in the order of a column, for those who page deep into a sorted table: each window would sort the
 * whole table again. They are no artifacts: they lie in a folder of their own that is emptied at the start, and those not
 * looked at for longest go when all of them are larger than `mostBytes`.
 */
export function createKeptOrders(o: {
  folder: string;
  mostBytes: number;
  /** Writes an order, and hands over a file that is ours from then on. */
  make: (wanted: WantedOrder, keep: (file: string) => Promise<void>) => Promise<void>;
}): KeptOrders {
  const { folder, mostBytes, make } = o;
  const orders = new Map<string, Promise<Kept>>(); // the one looked at last is the last
  const known = new Map<string, Kept>();
  let emptied: Promise<void> | null = null;

  const empty = async () => {
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder, { recursive: true });
  };
  const create = async (key: string, wanted: WantedOrder): Promise<Kept> => {
    emptied ??= empty();
    await emptied;
    const path = join(folder, `${key}.parquet`);
    await make(wanted, (file) => rename(file, path));
    return { path, bytes: (await stat(path)).size };
  };
  const makeRoom = async (newest: string) => {
    let total = [...known.values()].reduce((sum, { bytes }) => sum + bytes, 0);
    for (const key of [...orders.keys()]) {
      const kept = known.get(key);
      if (total <= mostBytes || key === newest || kept === undefined) continue;
      orders.delete(key);
      known.delete(key);
      total -= kept.bytes;
      await rm(kept.path, { force: true });
    }
  };

  return {
    async find(wanted) {
      const key = keyOf(wanted);
      const making = orders.get(key) ?? create(key, wanted);
      orders.delete(key);
      orders.set(key, making);
      try {
        const kept = await making;
        if (known.has(key)) return kept.path;
        known.set(key, kept);
        await makeRoom(key);
        return kept.path;
      } catch (error) {
        if (orders.get(key) === making) orders.delete(key); // whoever asks next tries again
        throw error;
      }
    },
    has: (wanted) => known.has(keyOf(wanted)),
  };
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
