import type { EndpointId } from '@millrace/pipeline-core/ids';
import type { Logger } from '../../logger';
import { messageOf } from '../message-of';
import type { EndpointFacts, ServedEndpoint, ServedRelease } from './served-release';

/** One try to serve a revision. */
type Attempt = {
  revision: number;
  /** What it has loaded so far. */
  loaded: Set<ServedRelease>;
  done: Promise<void>;
  isOver: boolean;
};

/** An endpoint that exists and cannot answer. */
export type Unserved = {
  facts: EndpointFacts;
  problem: string;
  /** Nothing is wrong with it: its first revision is still being loaded. */
  isLoading?: true;
  /** It came while this process answered, and is still being loaded: that says nothing about the process. */
  isNew?: true;
};

export type EndpointSlot = {
  id: EndpointId;
  served(): ServedEndpoint | null;
  /** Null while it answers. */
  unserved(): Unserved | null;
  /** Releases that it needs: those that answer, and those of a revision that is being loaded or cannot be served as yet. */
  releases(): ServedRelease[];
  /** Makes sure that this revision is being loaded; one that is listed again is tried again where its last try is over. */
  bring(facts: EndpointFacts): void;
  /** Resolves when the last try is over. */
  settled(): Promise<void>;
};

type Serve = (
  facts: EndpointFacts,
  o: { isFirst: boolean; noteLoaded: (release: ServedRelease) => void },
) => Promise<ServedEndpoint>;

/**
 * The place of one endpoint in a process. A revision is taken over once it is loaded, whatever goes on in other places; until
 * then, and where it cannot be served, the one before goes on. Of two that are being loaded the later one counts.
 */
export function createEndpointSlot(
  first: EndpointFacts,
  o: { serve: Serve; isNew: boolean; onSettled: () => void; logger: Logger },
): EndpointSlot {
  let listed = first;
  let served: ServedEndpoint | null = null;
  let problem: string | null = null;
  let attempt: Attempt | null = null;

  async function tryOnce(one: Attempt, facts: EndpointFacts): Promise<void> {
    try {
      const made = await o.serve(facts, {
        isFirst: served === null,
        noteLoaded: (release) => void one.loaded.add(release),
      });
      if (attempt === one) take(made, one);
    } catch (error) {
      if (attempt === one) refuse(error, facts);
    } finally {
      one.isOver = true;
      o.onSettled();
    }
  }

  function take(made: ServedEndpoint, one: Attempt): void {
    served = made;
    problem = null;
    one.loaded.clear(); // those that it needs are in what is served
  }

  function refuse(error: unknown, facts: EndpointFacts): void {
    problem = messageOf(error);
    const place = { endpoint: facts.slug, revision: facts.revision, goesOn: served?.facts.revision ?? null };
    o.logger.error({ ...place, error: problem }, 'endpoint revision cannot be served');
  }

  function servedReleases(): ServedRelease[] {
    if (served === null) return [];
    const all = [...served.releases.values(), ...(served.shadow === undefined ? [] : [served.shadow])];
    return all.filter(({ unloaded }) => unloaded === undefined);
  }

  return {
    id: first.id,
    served: () => served,
    unserved() {
      if (served !== null) return null;
      if (problem !== null) return { facts: listed, problem };
      return { facts: listed, problem: stillLoading, isLoading: true, ...(o.isNew ? { isNew: true } : {}) };
    },
    releases: () => [...servedReleases(), ...(attempt?.loaded ?? [])],
    bring(facts) {
      listed = facts;
      const isSame = attempt?.revision === facts.revision;
      if (isSame && attempt?.isOver === false) return;
      // What a revision has loaded stays until there is another one: nothing is started anew with each look at the database.
      const loaded = new Set(isSame ? attempt?.loaded : []);
      const one: Attempt = { revision: facts.revision, loaded, done: Promise.resolve(), isOver: false };
      attempt = one;
      one.done = tryOnce(one, facts);
    },
    settled: async () => attempt?.done,
  };
}

const stillLoading = 'its releases are still being loaded; try again in a moment';
