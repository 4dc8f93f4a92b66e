import type { RecommenderModel } from './model';

/** The best items for a user. */
export type Best = {
  /** From what the user had; else from what most have. */
  own: boolean;
  /** Item numbers, best first; -1 where nothing is left. */
  items: Int32Array;
  scores: Float64Array;
};

export type Ranker = {
  /** `user` -1: nobody known. `popular`: what most have, whoever it is. */
  best(user: number, o: { depth: number; popular: boolean }): Best;
  /** Whether the user had the item in the train rows. */
  had(user: number, item: number): boolean;
};

/**
 * Ranks all items for a user by score, equals by how many have them. Scores: factors - their product; items that go together -
 * the sum over what the user had of alikeness x strength (Deshpande and Karypis 2004); ratings - what is usual is added; what
 * most have - the share of users that have it.
 */
export function createRanker(model: RecommenderModel): Ranker {
  const { had, again, items, users, counts } = model;
  const scores = new Float64Array(items.length);
  const mine = new Uint8Array(items.length);
  const mark = (user: number, value: 0 | 1) => {
    if (user < 0) return;
    for (let at = had.start[user]!; at < had.start[user + 1]!; at++) mine[had.items[at]!] = value;
  };
  return {
    best(user, { depth, popular }) {
      const own = user >= 0 && !popular && scoreTaste(model, user, scores);
      if (own) addUsual(model, user, scores);
      else for (let item = 0; item < scores.length; item++) scores[item] = counts[item]! / users.length;
      mark(user, 1);
      const found = topOf(scores, { depth, leaveOut: again ? null : mine });
      mark(user, 0);
      return { own, ...found };
    },
    had(user, item) {
      if (user < 0) return false;
      const list = had.items.subarray(had.start[user]!, had.start[user + 1]!);
      return list.includes(item);
    },
  };
}

/** Writes the scores of all items; false where nothing is known of the user's taste. */
function scoreTaste({ taste, had }: RecommenderModel, user: number, scores: Float64Array): boolean {
  switch (taste.method) {
    case 'als': {
      const { width, users, items } = taste;
      const own = users.subarray(user * width, (user + 1) * width);
      for (let item = 0; item < scores.length; item++) {
        let sum = 0;
        for (let k = 0; k < width; k++) sum += own[k]! * items[item * width + k]!;
        scores[item] = sum;
      }
      return true;
    }
    case 'item-item': {
      const { alike, values } = taste;
      scores.fill(0);
      let known = false;
      for (let at = had.start[user]!; at < had.start[user + 1]!; at++) {
        const item = had.items[at]!;
        for (let place = alike.start[item]!; place < alike.start[item + 1]!; place++) {
          scores[alike.other[place]!]! += alike.values[place]! * values[at]!;
          known = true;
        }
      }
      return known;
    }
    case 'popular':
      return false;
  }
}

function addUsual({ usual }: RecommenderModel, user: number, scores: Float64Array): void {
  if (usual === null) return;
  const own = usual.mean + usual.users[user]!;
  for (let item = 0; item < scores.length; item++) scores[item]! += own + usual.items[item]!;
}

/** The largest scores, largest first, the earlier item first among equals. */
function topOf(
  scores: Float64Array,
  { depth, leaveOut }: { depth: number; leaveOut: Uint8Array | null },
): { items: Int32Array; scores: Float64Array } {
  const items = new Int32Array(depth).fill(-1);
  const best = new Float64Array(depth);
  let count = 0;
  for (let item = 0; item < scores.length; item++) {
    if (leaveOut !== null && leaveOut[item] === 1) continue;
    const score = scores[item]!;
    if (count === depth && score <= best[depth - 1]!) continue;
    let place = count < depth ? count++ : depth - 1;
    for (; place > 0 && best[place - 1]! < score; place--) {
      best[place] = best[place - 1]!;
      items[place] = items[place - 1]!;
    }
    best[place] = score;
    items[place] = item;
  }
  return { items, scores: best };
}
