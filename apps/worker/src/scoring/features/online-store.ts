import type { ChangingView } from '@millrace/db';
import type { ProjectId } from '@millrace/pipeline-core/ids';
import type { Logger } from '../../logger';
import { messageOf } from '../message-of';
import { sharedRounds } from '../releases/shared-rounds';
import { type AheadRow, goAhead, type HeldView, type OnlineEntry } from './held-view';
import { createViewLoader, type OnlineSource } from './load-view';
import { createUnheldViews, type UnheldView, ViewTooLarge, viewName } from './unheld-views';

export type OnlineView = {
  facts: ChangingView;
  /** Place of each feature in the values. */
  places: ReadonlyMap<string, number>;
  entries: ReadonlyMap<string, OnlineEntry>;
  /** What the entries take in memory, roughly. */
  bytes: number;
};

export type OnlineStore = {
  find(projectId: ProjectId, name: string): OnlineView | null;
  /** Why a view that is there, or may be, is not held: a sentence; null where it is held, or not there. */
  whyUnheld(projectId: ProjectId, name: string): string | null;
  views(): readonly OnlineView[];
  /** Views that are there and do not fit. */
  unheld(): readonly UnheldView[];
  /** Reads what changed of one view. Calls while it reads share one more round. */
  refresh(viewId: string): Promise<void>;
  /** Brings every view in line with the database. */
  reload(): Promise<void>;
  /** Shows rows of stored events that are on their way into the online table. How many were newer than what was there. */
  goAhead(viewId: string, o: { topic: string; rows: readonly AheadRow[] }): number;
};

type Options = {
  source: OnlineSource;
  logger: Logger;
  now?: () => number;
  /** What all views together may take in memory. */
  mostBytes?: number;
};

/**
 * The newest row of every entity of every view, in memory. What a view has read before goes on being served while it reads.
 * One that does not fit is not held, and says so: the others, and the process, go on.
 */
export function createOnlineStore(options: Options): OnlineStore {
  const { source, logger, now = Date.now, mostBytes = Number.POSITIVE_INFINITY } = options;
  const held = new Map<string, HeldView>();
  const unheld = createUnheldViews({ logger, now, mostBytes });
  const rounds = new Map<string, () => Promise<void>>();
  /** Views that are there and were not read yet; null until the database said once which there are. */
  let unread: Map<string, string> | null = null;
  let byName = new Map<string, HeldView>();
  const index = () => {
    byName = new Map([...held.values()].map((view) => [viewName(view.facts), view]));
  };
  const load = createViewLoader({ source, held, now, mostBytes });

  /**
   * A view that was held makes room first: its old rows and all new ones are too much together more often than alone. Where
   * rows of it were deleted, which no change tells, it is served on until all of it is read anew.
   */
  async function bring(facts: ChangingView): Promise<void> {
    const known = held.get(facts.id);
    try {
      held.set(facts.id, await load(facts, known?.facts.deletions === facts.deletions ? known : undefined));
      unheld.forget(facts.id);
    } catch (error) {
      if (!(error instanceof ViewTooLarge)) throw error;
      unheld.note(error);
      held.delete(facts.id);
      index();
      if (known !== undefined) await bring(facts);
    }
  }

  function note(facts: ChangingView): void {
    if (!held.has(facts.id)) unread?.set(facts.id, viewName(facts));
  }

  /** Nobody is to take it for one that is not there: what looks it up would be answered without its features. */
  function whyUnread(projectId: ProjectId, name: string): string | null {
    const isRead = unread !== null && ![...unread.values()].includes(viewName({ projectId, name }));
    return isRead ? null : `The feature view ${name} is not in memory yet: it is read now, or again within 15 seconds.`;
  }

  async function read(viewId: string): Promise<void> {
    const [facts] = await source.listViews(viewId);
    if (facts !== undefined) note(facts);
    if (facts === undefined) {
      held.delete(viewId);
      rounds.delete(viewId);
      unheld.forget(viewId);
    } else if (!unheld.waits(viewId)) await bring(facts);
    unread?.delete(viewId);
    index();
  }

  function refresh(viewId: string): Promise<void> {
    const round = rounds.get(viewId) ?? sharedRounds(() => read(viewId));
    rounds.set(viewId, round);
    return round();
  }

  return {
    find: (projectId, name) => byName.get(viewName({ projectId, name })) ?? null,
    whyUnheld: (projectId, name) => unheld.why(projectId, name) ?? whyUnread(projectId, name),
    views: () => [...held.values()],
    unheld: unheld.all,
    refresh,
    async reload() {
      const listed = await source.listViews();
      unread = new Map(listed.filter(({ id }) => !held.has(id)).map((facts) => [facts.id, viewName(facts)]));
      const known = [...held.keys(), ...unheld.all().map(({ id }) => id)];
      const gone = known.filter((id) => !listed.some((view) => view.id === id));
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
