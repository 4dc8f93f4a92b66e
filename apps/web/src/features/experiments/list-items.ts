/** A row of the table: one run, runs that differ in their seed alone, or what a search tried before it chose a run. */
export type ListItem =
  | { kind: 'run'; at: number; inside: boolean }
  | { kind: 'group'; at: number; size: number; open: boolean }
  | { kind: 'trial'; of: string; place: number };

export type RunGroup = { at: number; size: number };

/** Members of a group that its mean is made of; more would be fetched for one line. */
export const mostMembers = 200;

export const groupKey = (first: string) => `seeds ${first}`;
export const trialsKey = (run: string) => `trials ${run}`;

/** The rows in their order, with what is unfolded beneath. `trials`: how many a run that is unfolded has, once they are there. */
export function listItems(o: {
  ids: readonly string[];
  groups: readonly RunGroup[];
  open: ReadonlySet<string>;
  trials: ReadonlyMap<string, number>;
}): ListItem[] {
  const { ids, open } = o;
  const items: ListItem[] = [];
  const run = (at: number, inside: boolean) => {
    items.push({ kind: 'run', at, inside });
    const of = ids[at] ?? '';
    const count = open.has(trialsKey(of)) ? (o.trials.get(of) ?? 0) : 0;
    for (let place = 0; place < count; place++) items.push({ kind: 'trial', of, place });
  };
  const groups = new Map(o.groups.map((group) => [group.at, group]));
  for (let at = 0; at < ids.length; ) {
    // A list that ends within a group has the first of its rows alone.
    const size = Math.min(groups.get(at)?.size ?? 1, ids.length - at);
    if (size > 1) {
      const isOpen = open.has(groupKey(ids[at] ?? ''));
      items.push({ kind: 'group', at, size, open: isOpen });
      if (isOpen) for (let member = at; member < at + size; member++) run(member, true);
    } else run(at, false);
    at += size;
  }
  return items;
}

/** The stretches of the list whose rows these need. */
export function spansOf(items: readonly ListItem[]): { first: number; end: number }[] {
  return items.flatMap((item) => {
    if (item.kind === 'trial') return [];
    const size = item.kind === 'group' ? Math.min(item.size, mostMembers) : 1;
    return [{ first: item.at, end: item.at + size }];
  });
}
