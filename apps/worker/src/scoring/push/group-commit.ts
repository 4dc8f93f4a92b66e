/** Gathers what comes while a commit is under way, so that the next one takes all of it: many small writes, few commits. */
export type GroupCommit<Item, Outcome> = {
  /** What became of each item, in order. `bytes`: how large they are together. */
  add(items: readonly Item[], bytes?: number): Promise<readonly Outcome[]>;
  waiting(): number;
};

export type GroupCommitOptions<Item, Outcome> = {
  /** Answers one outcome per item. */
  commit(items: readonly Item[]): Promise<readonly Outcome[]>;
  /** Most items in one commit, and most bytes of them; what is over it goes with the next. */
  most: number;
  mostBytes?: number;
  /** Whether an item may be the cause of this failure: then each request of the group is committed by itself. */
  isFaultOfItem?(error: unknown): boolean;
};

type Waiting<Item, Outcome> = {
  items: readonly Item[];
  bytes: number;
  done: (outcomes: readonly Outcome[]) => void;
  failed: (error: unknown) => void;
};

/**
 * `add` resolves when its items are committed and rejects when their commit failed; then none of them is stored by it.
 * Items keep their order. One commit at a time.
 */
export function createGroupCommit<Item, Outcome>(
  options: GroupCommitOptions<Item, Outcome>,
): GroupCommit<Item, Outcome> {
  let queue: Waiting<Item, Outcome>[] = [];
  let count = 0;
  let busy = false;

  const { most, mostBytes = Number.POSITIVE_INFINITY } = options;

  function takeGroup(): Waiting<Item, Outcome>[] {
    const size = { items: 0, bytes: 0 };
    // One that is larger than a commit may be goes alone.
    const end = queue.findIndex(({ items, bytes }, at) => {
      size.items += items.length;
      size.bytes += bytes;
      return at > 0 && (size.items > most || size.bytes > mostBytes);
    });
    const group = end < 0 ? queue : queue.slice(0, end);
    queue = end < 0 ? [] : queue.slice(end);
    return group;
  }

  async function work(): Promise<void> {
    busy = true;
    while (queue.length > 0) {
      const group = takeGroup();
      await commitGroup(group, options);
      for (const { items } of group) count -= items.length;
    }
    busy = false;
  }

  return {
    add(items, bytes = 0) {
      count += items.length;
      const committed = new Promise<readonly Outcome[]>((done, failed) => queue.push({ items, bytes, done, failed }));
      if (!busy) void work();
      return committed;
    },
    waiting: () => count,
  };
}

async function commitGroup<Item, Outcome>(
  group: readonly Waiting<Item, Outcome>[],
  options: GroupCommitOptions<Item, Outcome>,
): Promise<void> {
  try {
    const outcomes = await options.commit(group.flatMap(({ items }) => items));
    let start = 0;
    for (const { items, done } of group) {
      done(outcomes.slice(start, start + items.length));
      start += items.length;
    }
  } catch (error) {
    if (group.length > 1 && options.isFaultOfItem?.(error) === true) {
      for (const one of group) await commitGroup([one], options);
    } else {
      for (const { failed } of group) failed(error);
    }
  }
}
