import type { ChangingView, OnlineRow } from '@millrace/db';
import type { Json } from '@millrace/pipeline-core/json';

/** What is held of an entity: `values` in the order of the view's features; times in microseconds since 1970. */
export type OnlineEntry = {
  eventMicros: number;
  knownMicros: number;
  values: readonly (Json | undefined)[];
};

/**
 * A row that is durable as an event and not in the online table yet. `offset`: of that event on its topic. `knownMicros`
 * 0: only the table will tell.
 */
export type AheadRow = {
  key: string;
  eventMicros: number;
  knownMicros: number;
  values: Readonly<Record<string, Json>>;
  offset: number;
};

/** The event that an entity is ahead by, and since when. */
export type Ahead = { topic: string; offset: number; since: number };

/** Within a change that is read by pages, the last key; null: all of it was read. */
type Place = { after: number; afterKey: string | null };

export type HeldView = {
  facts: ChangingView;
  /** Place of each feature in the values. */
  places: Map<string, number>;
  entries: Map<string, OnlineEntry>;
  /** What the entries take in memory, roughly. */
  bytes: number;
  /** Entities that are ahead of the online table. */
  ahead: Map<string, Ahead>;
  /** The last change that was read. */
  place: Place;
};

export const emptyView = (facts: ChangingView): HeldView => ({
  facts,
  places: placesOf(facts),
  entries: new Map(),
  bytes: 0,
  ahead: new Map(),
  place: { after: facts.change, afterKey: null },
});

function setEntry(view: HeldView, key: string, entry: OnlineEntry): void {
  const before = view.entries.get(key);
  view.bytes += bytesOf(key, entry.values) - (before === undefined ? 0 : bytesOf(key, before.values));
  view.entries.set(key, entry); // in its place in the map: who walks through it meets an entry once
}

export function dropEntry(view: HeldView, key: string): void {
  const entry = view.entries.get(key);
  if (entry === undefined) return;
  view.entries.delete(key);
  view.bytes -= bytesOf(key, entry.values);
}

/** An entry, its place in the map and its times. */
const entryBytes = 160;

/** What an entity takes in memory, rather too much than too little: its key, and for each feature a slot and a value. */
export function bytesOf(key: string, values: OnlineEntry['values']): number {
  let bytes = entryBytes + 2 * key.length;
  for (const value of values) bytes += 8 + valueBytes(value);
  return bytes;
}

function valueBytes(value: Json | undefined): number {
  if (typeof value === 'number') return 16;
  if (typeof value === 'string') return 24 + 2 * value.length;
  // Lists and vectors: their text is about a quarter of what their cells take.
  return typeof value === 'object' && value !== null ? 64 + 4 * JSON.stringify(value).length : 0;
}

/** A view that gained features keeps its entries: where they stand does not change, and new ones are missing at first. */
export function adopt(view: HeldView, facts: ChangingView): void {
  const order = (features: ChangingView['features']) => features.map(({ name }) => name).join('\u0000');
  const same = order(view.facts.features) === order(facts.features);
  if (!same) {
    const old = view.facts.features;
    for (const [key, entry] of view.entries) {
      const values = Object.fromEntries(old.map(({ name }, at) => [name, entry.values[at]]));
      setEntry(view, key, { ...entry, values: facts.features.map(({ name }) => values[name]) });
    }
    view.places = placesOf(facts);
  }
  view.facts = facts;
}

/**
 * Takes a row of the online table. Where this process is ahead with a newer row, that stays until the view has passed its
 * event (online-store.ts): it will be in the table then, and a reader who saw it must not see an older one after it.
 */
export function settle(view: HeldView, row: OnlineRow): void {
  if (view.ahead.has(row.key)) {
    const entry = view.entries.get(row.key);
    if (entry !== undefined && isNewer(entry, row)) return;
    view.ahead.delete(row.key);
  }
  const { eventMicros, knownMicros, values } = row;
  setEntry(view, row.key, { eventMicros, knownMicros, values: inOrder(view, values) });
}

/**
 * Takes rows before the online table has them, by the same two-clock rule; of equal times the last of a call counts, and
 * what is there already stays until the table tells. How many rows were newer than what was there.
 */
export function goAhead(
  view: HeldView,
  { topic, rows, now }: { topic: string; rows: readonly AheadRow[]; now: number },
): number {
  const newest = new Map<string, AheadRow>();
  for (const row of rows) {
    const before = newest.get(row.key);
    if (before === undefined || !isNewer(before, row)) newest.set(row.key, row);
  }
  let taken = 0;
  for (const { key, eventMicros, knownMicros, values, offset } of newest.values()) {
    const entry = view.entries.get(key);
    if (entry !== undefined && !isNewer({ eventMicros, knownMicros }, entry)) continue;
    setEntry(view, key, { eventMicros, knownMicros, values: inOrder(view, values) });
    view.ahead.set(key, { topic, offset, since: now });
    taken += 1;
  }
  return taken;
}

type Times = Pick<OnlineEntry, 'eventMicros' | 'knownMicros'>;

function isNewer(a: Times, b: Times): boolean {
  return a.eventMicros > b.eventMicros || (a.eventMicros === b.eventMicros && a.knownMicros > b.knownMicros);
}

const inOrder = ({ facts }: HeldView, values: Readonly<Record<string, Json>>) =>
  facts.features.map(({ name }) => values[name]);

const placesOf = ({ features }: ChangingView): Map<string, number> =>
  new Map(features.map(({ name }, at) => [name, at]));
