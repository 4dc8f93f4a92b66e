/** Gathers what comes while a commit is under way, so that the next one takes all of it: many small writes, few commits. */
export type GroupCommit<Item> = { add(items: readonly Item[]): Promise<void>; waiting(): number };

export type GroupCommitOptions<Item> = {
  commit(items: readonly Item[]): Promise<void>;
  /** Most items in one commit; what is over it goes with the next. */
  most: number;
};

type Waiting<Item> = { items: readonly Item[]; done: () => void; failed: (error: unknown) => void };

/**
 * `add` resolves when its items are committed and rejects when their commit failed; then none of them is stored by it.
 * Items keep their order. One commit at a time.
 */
export function createGroupCommit<Item>({ commit, most }: GroupCommitOptions<Item>): GroupCommit<Item> {
  let queue: Waiting<Item>[] = [];
  let count = 0;
  let busy = false;

  function takeGroup(): Waiting<Item>[] {
    let size = 0;
    // One that is larger than a commit may be goes alone.
    const end = queue.findIndex(({ items }, at) => {
      size += items.length;
      return at > 0 && size > most;
    });
    const group = end < 0 ? queue : queue.slice(0, end);
    queue = end < 0 ? [] : queue.slice(end);
    return group;
  }

  async function work(): Promise<void> {
    busy = true;
    while (queue.length > 0) {
      const group = takeGroup();
      const items = group.flatMap((one) => one.items);
      try {
        await commit(items);
        for (const one of group) one.done();
      } catch (error) {
        for (const one of group) one.failed(error);
      }
      count -= items.length;
    }
    busy = false;
  }

  return {
    add(items) {
      count += items.length;
      const committed = new Promise<void>((done, failed) => queue.push({ items, done, failed }));
      if (!busy) void work();
      return committed;
    },
    waiting: () => count,
  };
}
