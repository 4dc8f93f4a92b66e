import type { ChangingView, OnlineRow } from '@millrace/db';
import type { ProjectId } from '@millrace/pipeline-core/ids';
import type { Logger } from '../../logger';
import { messageOf } from '../message-of';
import { sharedRounds } from '../shared-rounds';
import {
  type Ahead,
  type AheadRow,
  adopt,
  emptyView,
  goAhead,
  type HeldView,
  type OnlineEntry,
  settle,
} from './held-view';

export type OnlineView = {
  facts: ChangingView;
  /** Place of each feature in the values. */
  places: ReadonlyMap<string, number>;
  entries: ReadonlyMap<string, OnlineEntry>;
};

export type OnlineStore = {
  find(projectId: ProjectId, name: string): OnlineView | null;
  views(): readonly OnlineView[];
  /** Reads what changed of one view. Calls while it reads share one more round. */
  refresh(viewId: string): Promise<void>;
  /** Brings every view in line with the database. */
  reload(): Promise<void>;
  /** Shows rows of stored events that are on their way into the online table. How many were newer than what was there. */
  goAhead(viewId: string, o: { topic: string; rows: readonly AheadRow[] }): number;
};

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

type Options = { source: OnlineSource; logger: Logger; now?: () => number };

/** The newest row of every entity of every view, in memory. What a view has read before goes on being served while it reads. */
export function createOnlineStore({ source, logger, now = Date.now }: Options): OnlineStore {
  const held = new Map<string, HeldView>();
  const rounds = new Map<string, () => Promise<void>>();
  let byName = new Map<string, HeldView>();
  const nameOf = (projectId: string, name: string) => `${projectId} ${name}`;

  async function read(viewId: string): Promise<void> {
    const [facts] = await source.listViews(viewId);
    if (facts === undefined) {
      held.delete(viewId);
      rounds.delete(viewId);
    } else {
      const before = held.get(viewId);
      const view = before === undefined ? await readAll(facts, source) : before;
      adopt(view, facts);
      await readChanges(view, source);
      await lookUpAhead(view, { source, now: now() });
      held.set(viewId, view);
    }
    byName = new Map([...held.values()].map((view) => [nameOf(view.facts.projectId, view.facts.name), view]));
  }

  function refresh(viewId: string): Promise<void> {
    const round = rounds.get(viewId) ?? sharedRounds(() => read(viewId));
    rounds.set(viewId, round);
    return round();
  }

  return {
    find: (projectId, name) => byName.get(nameOf(projectId, name)) ?? null,
    views: () => [...held.values()],
    refresh,
    async reload() {
      const listed = await source.listViews();
      const gone = [...held.keys()].filter((id) => !listed.some((view) => view.id === id));
      for (const id of [...gone, ...listed.map((view) => view.id)]) {
        await refresh(id).catch((error: unknown) =>
          logger.warn({ view: id, error: messageOf(error) }, 'features of a view could not be read'),
        );
      }
    },
    goAhead(viewId, rows) {
      const view = held.get(viewId);
      return view === undefined ? 0 : goAhead(view, { ...rows, now: now() });
    },
  };
}

/** Everything a view has. What changes while it is read comes after, with the changes since `facts` was read. */
async function readAll(facts: ChangingView, source: OnlineSource): Promise<HeldView> {
  const view = emptyView(facts);
  for (let after = ''; ; ) {
    const rows = await source.readRows({ viewId: facts.id, after, limit: page });
    for (const row of rows) settle(view, row);
    const last = rows.at(-1);
    if (last === undefined || rows.length < page) return view;
    after = last.key;
  }
}

/** All pages are read before the first row is shown: what was committed together is seen together. */
async function readChanges(view: HeldView, source: OnlineSource): Promise<void> {
  const changed: OnlineRow[][] = [];
  let place = view.place;
  while (view.facts.change > place.after || place.afterKey !== null) {
    const rows = await source.readChanges({ viewId: view.facts.id, ...place, limit: page });
    changed.push(rows);
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
    if (row === undefined) view.entries.delete(key);
    else settle(view, row);
  }
}
