import type { ChangingView, OnlineRow } from '@millrace/db';
import type { ProjectId } from '@millrace/pipeline-core/ids';
import type { Json } from '@millrace/pipeline-core/json';
import type { Logger } from '../../logger';
import { messageOf } from '../message-of';
import { sharedRounds } from '../shared-rounds';

/** What is held of an entity: `values` in the order of the view's features. */
export type OnlineEntry = { eventMs: number; values: readonly (Json | undefined)[] };

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
};

/** Within a change that is read by pages, the last key; null: all of it was read. */
type Place = { after: number; afterKey: string | null };

type Held = {
  facts: ChangingView;
  places: Map<string, number>;
  entries: Map<string, OnlineEntry>;
  /** The last change that was read. */
  place: Place;
};

const page = 10_000;

/** The newest row of every entity of every view, in memory. What a view has read before goes on being served while it reads. */
export function createOnlineStore({ source, logger }: { source: OnlineSource; logger: Logger }): OnlineStore {
  const held = new Map<string, Held>();
  const rounds = new Map<string, () => Promise<void>>();
  let byName = new Map<string, Held>();
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
  };
}

/** Everything a view has. What changes while it is read comes after, with the changes since `facts` was read. */
async function readAll(facts: ChangingView, source: OnlineSource): Promise<Held> {
  const view: Held = {
    facts,
    places: placesOf(facts),
    entries: new Map(),
    place: { after: facts.change, afterKey: null },
  };
  for (let after = ''; ; ) {
    const rows = await source.readRows({ viewId: facts.id, after, limit: page });
    for (const row of rows) view.entries.set(row.key, toEntry(row, facts));
    const last = rows.at(-1);
    if (last === undefined || rows.length < page) return view;
    after = last.key;
  }
}

async function readChanges(view: Held, source: OnlineSource): Promise<void> {
  while (view.facts.change > view.place.after || view.place.afterKey !== null) {
    const rows = await source.readChanges({ viewId: view.facts.id, ...view.place, limit: page });
    for (const row of rows) view.entries.set(row.key, toEntry(row, view.facts));
    const last = rows.at(-1);
    const done = rows.length < page;
    view.place = {
      after: Math.max(last?.change ?? 0, done ? view.facts.change : view.place.after),
      afterKey: done ? null : (last?.key ?? null),
    };
  }
}

/** A view that gained features keeps its entries: where they stand does not change, and new ones are missing at first. */
function adopt(view: Held, facts: ChangingView): void {
  const order = (features: ChangingView['features']) => features.map(({ name }) => name).join('\u0000');
  const same = order(view.facts.features) === order(facts.features);
  if (!same) {
    const old = view.facts.features;
    for (const [key, entry] of view.entries) {
      const values = Object.fromEntries(old.map(({ name }, at) => [name, entry.values[at]]));
      view.entries.set(key, { ...entry, values: facts.features.map(({ name }) => values[name]) });
    }
    view.places = placesOf(facts);
  }
  view.facts = facts;
}

const placesOf = ({ features }: ChangingView): Map<string, number> =>
  new Map(features.map(({ name }, at) => [name, at]));

function toEntry({ eventTime, values }: OnlineRow, { features }: ChangingView): OnlineEntry {
  return { eventMs: eventTime.getTime(), values: features.map(({ name }) => values[name]) };
}
