import type { Side } from './pairs';

/** For each item those that are most alike, the most alike first. */
export type Alike = { start: Int32Array; other: Int32Array; values: Float32Array };

/**
 * Cosine between items over the values users have for them, times n / (n + shrinkage) where n users have both (Sarwar and
 * others 2001; shrunk as in Koren 2010). Only what is above 0 is kept, at most `neighbours` of each item; equals in the order
 * of the items. `pause` is called between items, `progress` with how many are done.
 */
export async function alikeItems(
  { byUser, byItem }: { byUser: Side; byItem: Side },
  o: { neighbours: number; shrinkage: number; pause(): Promise<void>; progress(done: number): void },
): Promise<Alike> {
  const items = byItem.start.length - 1;
  const norms = normsOf(byItem);
  const products = new Float64Array(items);
  const both = new Int32Array(items);
  const lists: { item: number; value: number }[][] = [];
  for (let item = 0; item < items; item++) {
    const touched = meet({ item, byUser, byItem, products, both });
    const found: { item: number; value: number }[] = [];
    for (const other of touched) {
      const size = norms[item]! * norms[other]!;
      const n = both[other]!;
      const value = size > 0 ? Math.fround((products[other]! / size) * (n / (n + o.shrinkage))) : 0;
      products[other] = 0;
      both[other] = 0;
      if (other !== item && value > 0) found.push({ item: other, value });
    }
    found.sort((a, b) => b.value - a.value || a.item - b.item);
    lists.push(found.slice(0, o.neighbours));
    o.progress(item + 1);
    await o.pause();
  }
  return packed(lists);
}

function normsOf({ start, values }: Side): Float64Array {
  const norms = new Float64Array(start.length - 1);
  for (let row = 0; row < norms.length; row++) {
    for (let at = start[row]!; at < start[row + 1]!; at++) norms[row]! += values[at]! ** 2;
    norms[row] = Math.sqrt(norms[row]!);
  }
  return norms;
}

/** Adds up the products of one item with all that its users have; gives the items that were met. */
function meet(o: { item: number; byUser: Side; byItem: Side; products: Float64Array; both: Int32Array }): number[] {
  const { item, byUser, byItem, products, both } = o;
  const touched: number[] = [];
  for (let at = byItem.start[item]!; at < byItem.start[item + 1]!; at++) {
    const user = byItem.other[at]!;
    const value = byItem.values[at]!;
    for (let place = byUser.start[user]!; place < byUser.start[user + 1]!; place++) {
      const other = byUser.other[place]!;
      if (both[other] === 0) touched.push(other);
      both[other]!++;
      products[other]! += value * byUser.values[place]!;
    }
  }
  return touched;
}

function packed(lists: readonly { item: number; value: number }[][]): Alike {
  const start = new Int32Array(lists.length + 1);
  lists.forEach((list, row) => {
    start[row + 1] = start[row]! + list.length;
  });
  const flat = lists.flat();
  return {
    start,
    other: Int32Array.from(flat, ({ item }) => item),
    values: Float32Array.from(flat, ({ value }) => value),
  };
}
