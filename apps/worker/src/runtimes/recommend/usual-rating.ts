import type { Pairs, Side } from './pairs';

/** What a rating usually is: the mean, what an item gets above it, and what a user gives above both. */
export type UsualRating = { mean: number; users: Float64Array; items: Float64Array };

/** How many ratings of its own an item or a user needs to count half as much as the mean (Koren 2010, section 2.1). */
const itemShrinkage = 25;
const userShrinkage = 10;

/** Fits mean + item + user to ratings, one after the other, each shrunk towards 0. */
export function usualRating({ users, items, byUser, byItem }: Pairs): UsualRating {
  let sum = 0;
  for (const value of byUser.values) sum += value;
  const mean = sum / byUser.values.length;
  const ofItems = new Float64Array(items.length);
  const ofUsers = new Float64Array(users.length);
  shrunk(byItem, ofItems, { shrinkage: itemShrinkage, usual: () => mean });
  shrunk(byUser, ofUsers, { shrinkage: userShrinkage, usual: (item) => mean + ofItems[item]! });
  return { mean, users: ofUsers, items: ofItems };
}

function shrunk(side: Side, into: Float64Array, o: { shrinkage: number; usual(other: number): number }): void {
  for (let row = 0; row < into.length; row++) {
    const [from, to] = [side.start[row]!, side.start[row + 1]!];
    let above = 0;
    for (let at = from; at < to; at++) above += side.values[at]! - o.usual(side.other[at]!);
    into[row] = above / (to - from + o.shrinkage);
  }
}

/** The ratings of one user after the other, as what is left of them above what is usual. */
export function leftOver(byUser: Side, usual: UsualRating): Side {
  const values = byUser.values.slice();
  for (let user = 0; user + 1 < byUser.start.length; user++) {
    for (let at = byUser.start[user]!; at < byUser.start[user + 1]!; at++)
      values[at]! -= usual.mean + usual.users[user]! + usual.items[byUser.other[at]!]!;
  }
  return { ...byUser, values };
}
