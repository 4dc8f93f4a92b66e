import type { ChangingView, OnlineRow } from '@millrace/db';
import { type Ahead, adopt, bytesOf, dropEntry, emptyView, type HeldView, settle } from './held-view';
import { ViewTooLarge } from './unheld-views';

export type OnlineSource = {
  listViews(id?: string): Promise<ChangingView[]>;
  readRows(o: { viewId: string; after: string; limit: number }): Promise<OnlineRow[]>;
  readChanges(o: {
    viewId: string;
    after: number;
    afterKey: string | null;
    limit: number;
  }): Promise<(OnlineRow & { change: number })[]>;
  readKeys(o: { viewId: string; keys: readonly string[] }): Promise<OnlineRow[]>;
  /** How far the view is in the topics that feed it. */
  readPlaces(viewId: string): Promise<ReadonlyMap<string, number>>;
};

const page = 10_000;
/** After so long it is asked whether the view has passed the event of a row that is ahead: then the table is right. */
const aheadMs = 5_000;

/** Throws where a view, and so many bytes more of it, do not fit into memory. */
type Fit = (view: HeldView, more?: number) => void;

/**
 * Reads a view anew, or what changed of one that is held. Throws `ViewTooLarge` as soon as it would take more than it may; the
 * view is of no further use then. What is held comes first: a view that is read anew counts against itself alone, and of
 * several that are read at once and are too much together the largest gives way.
 */
export function createViewLoader(o: {
  source: OnlineSource;
  held: ReadonlyMap<string, HeldView>;
  now: () => number;
  mostBytes: number;
}) {
  const { source, held, now, mostBytes } = o;
  const coming = new Set<HeldView>();
  const fit: Fit = (view, more = 0) => {
    const own = view.bytes + more;
    const { facts, entries } = view;
    const kept = own + bytesOfOthers(held.values(), view);
    if (kept > mostBytes) throw new ViewTooLarge(facts, { entities: entries.size, beside: false });
    if (!coming.has(view) || kept + bytesOfOthers(coming, view) <= mostBytes) return;
    if ([...coming].every((other) => other === view || other.bytes <= own))
      throw new ViewTooLarge(facts, { entities: entries.size, beside: true });
  };
  async function bringUpToDate(view: HeldView, facts: ChangingView): Promise<HeldView> {
    adopt(view, facts);
    await readChanges(view, source, fit);
    await lookUpAhead(view, { source, now: now() });
    fit(view);
    return view;
  }

  return async function load(facts: ChangingView, before: HeldView | undefined): Promise<HeldView> {
    if (before !== undefined) return bringUpToDate(before, facts);
    const view = emptyView(facts);
    coming.add(view);
    try {
      await readAll(view, source, fit);
      return await bringUpToDate(view, facts);
    } finally {
      coming.delete(view);
    }
  };
}

function bytesOfOthers(views: Iterable<HeldView>, view: HeldView): number {
  let bytes = 0;
  for (const other of views) if (other !== view) bytes += other.bytes;
  return bytes;
}

/** Everything a view has. What changes while it is read comes after, with the changes since `facts` was read. */
async function readAll(view: HeldView, source: OnlineSource, fit: Fit): Promise<void> {
  for (let after = ''; ; ) {
    const rows = await source.readRows({ viewId: view.facts.id, after, limit: page });
    for (const row of rows) settle(view, row);
    fit(view);
    const last = rows.at(-1);
    if (last === undefined || rows.length < page) return;
    after = last.key;
  }
}

/** All pages are read before the first row is shown: what was committed together is seen together. */
async function readChanges(view: HeldView, source: OnlineSource, fit: Fit): Promise<void> {
  const changed: OnlineRow[][] = [];
  let bytes = 0;
  let place = view.place;
  while (view.facts.change > place.after || place.afterKey !== null) {
    const rows = await source.readChanges({ viewId: view.facts.id, ...place, limit: page });
    changed.push(rows);
    for (const { key, values } of rows) bytes += bytesOf(key, Object.values(values));
    fit(view, bytes);
    const last = rows.at(-1);
    const done = rows.length < page;
    place = {
      after: Math.max(last?.change ?? 0, done ? view.facts.change : place.after),
      afterKey: done ? null : (last?.key ?? null),
    };
  }
  for (const rows of changed) for (const row of rows) settle(view, row);
  view.place = place;
}

/**
 * Rows whose events the view has passed, or will never take, give way to what the table has. While others hold the
 * view the rest stays, however long that takes: their senders were told that they can be read. The places are read
 * before the rows: what a place has passed is in the table.
 */
async function lookUpAhead(view: HeldView, { source, now }: { source: OnlineSource; now: number }): Promise<void> {
  const isLong = ({ since }: Ahead) => now - since >= aheadMs;
  if (![...view.ahead.values()].some(isLong)) return;
  const places = await source.readPlaces(view.facts.id);
  const placeOf = (topic: string) => places.get(topic) ?? Number.POSITIVE_INFINITY;
  const isDone = (ahead: Ahead) => isLong(ahead) && ahead.offset <= placeOf(ahead.topic);
  const keys = [...view.ahead].flatMap(([key, ahead]) => (isDone(ahead) ? [key] : [])).slice(0, page);
  if (keys.length === 0) return;
  const rows = new Map((await source.readKeys({ viewId: view.facts.id, keys })).map((row) => [row.key, row]));
  for (const key of keys) {
    const ahead = view.ahead.get(key);
    if (ahead === undefined || !isDone(ahead)) continue; // newer again meanwhile
    view.ahead.delete(key);
    const row = rows.get(key);
    if (row === undefined) dropEntry(view, key);
    else settle(view, row);
  }
}
