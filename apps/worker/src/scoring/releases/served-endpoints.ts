import { forgetOldAnswers } from '../answering/answer-cache';
import { requestLimitMs } from '../answering/request-limit';
import { type LoadOptions, loadEndpoints, releasesThatStay, type Serving, type Unserved } from './load-endpoints';
import { type PlaceKey, placeKey } from './load-once';
import type { EndpointFacts, ServedEndpoint, ServedRelease } from './served-release';
import { sharedRounds } from './shared-rounds';

export type ServedEndpoints = {
  find(slug: string): ServedEndpoint | null;
  /** Endpoints that exist and cannot answer, and why. */
  unserved(): readonly Unserved[];
  all(): readonly ServedEndpoint[];
  /** Releases in memory. */
  loaded(): readonly ServedRelease[];
  /** Brings memory in line with the database. Calls during a reload share one more round after it. */
  reload(): Promise<void>;
  /** Ends the processes of releases that have one, those too that a reload still waits for; nothing is loaded any more. */
  close(): void;
};

type Options = LoadOptions & {
  listEndpoints: () => Promise<EndpointFacts[]>;
  /** Requests that began before a reload may ask a release for so long after it. */
  graceMs?: number;
  /** Milliseconds on the monotonic clock by which answers are remembered. */
  now?: () => number;
};

/** What this process serves. Releases no endpoint names any more are let go, their processes when no request can need them. */
export function createServedEndpoints(options: Options): ServedEndpoints {
  const { graceMs = requestLimitMs, now = () => performance.now() } = options;
  let serving: Serving = { endpoints: new Map(), problems: new Map(), releases: new Map() };
  let closed = false;
  let reloading = false;
  /** Every release with a process of its own that is not closed. */
  const apart = new Map<PlaceKey, ServedRelease>();
  const loadRelease: LoadOptions['loadRelease'] = async (id, config) => {
    const release = await options.loadRelease(id, config);
    if (release.own === undefined) return release;
    if (closed) {
      release.own.close();
      throw new Error('this process stops');
    }
    apart.set(placeKey(release, config), release);
    return release;
  };
  const isUsed = (key: PlaceKey) => serving.releases.has(key);
  const close = (key: PlaceKey) => {
    const release = apart.get(key);
    apart.delete(key);
    release?.own?.close();
  };
  /** One for each release that nobody wants; one that is wanted again begins anew when it is not any more. */
  const graces = new Map<PlaceKey, NodeJS.Timeout>();
  const endGrace = (key: PlaceKey) => {
    clearTimeout(graces.get(key));
    graces.delete(key);
  };
  const closeUnused = () => {
    for (const key of apart.keys()) {
      if (isUsed(key)) endGrace(key);
      else if (!graces.has(key)) graces.set(key, setTimeout(() => closeLater(key), graceMs).unref());
    }
  };
  const closeLater = (key: PlaceKey) => {
    endGrace(key);
    // A reload that is on may have taken it; it looks for unused ones at its end.
    if (!reloading && !isUsed(key)) close(key);
  };
  const tellWhoStays = () => {
    const stay = releasesThatStay(serving);
    for (const release of apart.values()) release.own?.stay(stay.has(release));
  };
  return {
    find: (slug) => serving.endpoints.get(slug) ?? null,
    unserved: () => [...serving.problems.values()],
    all: () => [...serving.endpoints.values()],
    loaded: () => [...new Set(serving.releases.values())],
    reload: sharedRounds(async () => {
      if (closed) return;
      reloading = true;
      try {
        serving = await loadEndpoints(await options.listEndpoints(), serving, { ...options, loadRelease, open: apart });
      } finally {
        reloading = false;
      }
      tellWhoStays();
      closeUnused();
      forgetOldAnswers(serving.endpoints.values(), now());
    }),
    close() {
      closed = true;
      for (const key of apart.keys()) close(key);
    },
  };
}
