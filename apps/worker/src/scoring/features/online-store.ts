import type { ChangingView, OnlineRow } from '@millrace/db';
import type { ProjectId } from '@millrace/pipeline-core/ids';
import type { Logger } from '../../logger';
import { messageOf } from '../message-of';
import { sharedRounds } from '../shared-rounds';
import { type AheadRow, adopt, emptyView, goAhead, type HeldView, type OnlineEntry, settle } from './held-view';

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
  /** Shows rows that are stored durably and on their way into the online table. How many were newer than what was there. */
  goAhead(viewId: string, rows: readonly AheadRow[]): number;
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
};

const page = 10_000;
/** A row that is ahead for so long is looked up: something came in between, and the table is right. */
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
      return view === undefined ? 0 : goAhead(view, rows, now());
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

/** Rows that are ahead too long give way to what the table has. */
async function lookUpAhead(view: HeldView, { source, now }: { source: OnlineSource; now: number }): Promise<void> {
  const keys = [...view.ahead].flatMap(([key, since]) => (now - since < aheadMs ? [] : [key])).slice(0, page);
  if (keys.length === 0) return;
  const rows = new Map((await source.readKeys({ viewId: view.facts.id, keys })).map((row) => [row.key, row]));
  for (const key of keys) {
    const since = view.ahead.get(key);
    if (since === undefined || now - since < aheadMs) continue; // newer again meanwhile
    view.ahead.delete(key);
    const row = rows.get(key);
    if (row === undefined) view.entries.delete(key);
    else settle(view, row);
  }
}
