import { forgetOldAnswers } from '../answering/answer-cache';
import { requestLimitMs } from '../answering/request-limit';
import { createEndpointSlot, type EndpointSlot, type Unserved } from './endpoint-slot';
import { createReleasePool, type LoadRelease } from './release-pool';
import { type RevisionOptions, serveRevision } from './serve-revision';
import type { EndpointFacts, ServedEndpoint, ServedRelease } from './served-release';
import { sharedRounds } from './shared-rounds';
import { createStartPlaces } from './start-places';
import { releasesThatStay } from './who-stays';

export type ServedEndpoints = {
  find(slug: string): ServedEndpoint | null;
  /** Endpoints that exist and cannot answer, and why. */
  unserved(): readonly Unserved[];
  all(): readonly ServedEndpoint[];
  /** Releases in memory. */
  loaded(): readonly ServedRelease[];
  /**
   * Looks at the database, and begins to load what it lists: each endpoint goes over to its revision as soon as that can be
   * served, and none waits for another. Calls during a look share one more after it.
   */
  look(): Promise<void>;
  /** As `look`, and resolves when all that is listed is loaded, or cannot be. */
  reload(): Promise<void>;
  /** Ends the processes of releases that have one, those too that somebody waits for; nothing is loaded any more. */
  close(): Promise<void>;
};

type Options = Pick<RevisionOptions, 'nameRelease' | 'logger'> & {
  /** Opens a release where an endpoint with these settings wants it. */
  loadRelease: LoadRelease;
  listEndpoints: () => Promise<EndpointFacts[]>;
  /** What is served may be other than before. */
  onServed?: () => void;
  /** Requests that began before a change of revisions may ask a release for so long after it. */
  graceMs?: number;
  /** Milliseconds on the monotonic clock by which answers are remembered. */
  now?: () => number;
};

/** Model processes that start side by side; a usual start is over long before it gives its place away. */
const startPlaces = { most: 4, holdMs: 5_000 };

/** What this process serves. Releases no endpoint names any more are let go, their processes when no request can need them. */
export function createServedEndpoints(options: Options): ServedEndpoints {
  const { graceMs = requestLimitMs, now = () => performance.now(), logger, nameRelease } = options;
  let slots: ReadonlyMap<string, EndpointSlot> = new Map();
  let closed = false;
  /** Whether all that was listed first has been loaded, or could not be. */
  let isStarted = false;
  let isTidyDue = false;
  const inStartPlace = createStartPlaces(startPlaces);
  const pool = createReleasePool({
    loadRelease: options.loadRelease,
    used,
    graceMs,
  });

  function newSlot(first: EndpointFacts): EndpointSlot {
    return createEndpointSlot(first, {
      serve: (facts, { isFirst, noteLoaded }) =>
        serveRevision(facts, {
          ...{ nameRelease, inStartPlace, isFirst, logger },
          async load(id) {
            const release = await pool.load(id, facts.config);
            noteLoaded(release);
            return release;
          },
        }),
      isNew: isStarted,
      onSettled: tidySoon,
      logger,
    });
  }

  /** Another endpoint may have the name of one that was deleted, and has nothing of it. */
  function slotOf(facts: EndpointFacts): EndpointSlot {
    const before = slots.get(facts.slug);
    return before?.id === facts.id ? before : newSlot(facts);
  }

  const all = (): ServedEndpoint[] => [...slots.values()].flatMap((slot) => slot.served() ?? []);
  const settled = () => Promise.all([...slots.values()].map((slot) => slot.settled()));

  function used(): Set<ServedRelease> {
    return new Set([...slots.values()].flatMap((slot) => slot.releases()));
  }

  /** Once for all that settles in one turn: most of it needs nothing to be loaded. */
  function tidySoon(): void {
    if (isTidyDue) return;
    isTidyDue = true;
    setImmediate(() => {
      isTidyDue = false;
      tidy();
    });
  }

  function tidy(): void {
    const stay = new Set(all().flatMap(releasesThatStay));
    for (const release of pool.apart()) release.own?.stay(stay.has(release));
    pool.letGoUnused();
    forgetOldAnswers(all(), now());
    options.onServed?.();
  }

  const look = sharedRounds(async () => {
    if (closed) return;
    const listed = await options.listEndpoints();
    if (closed) return;
    slots = new Map(listed.map((facts) => [facts.slug, slotOf(facts)]));
    for (const facts of listed) slots.get(facts.slug)?.bring(facts);
    tidySoon();
  });

  return {
    find: (slug) => slots.get(slug)?.served() ?? null,
    unserved: () => [...slots.values()].flatMap((slot) => slot.unserved() ?? []),
    all,
    loaded: () => [...used()],
    look,
    async reload() {
      await look();
      await settled();
      isStarted = true;
      tidy();
    },
    async close() {
      closed = true;
      pool.close();
      await settled();
    },
  };
}
