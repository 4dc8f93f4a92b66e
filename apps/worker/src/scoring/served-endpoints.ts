import { type LoadOptions, loadEndpoints, releasesOf, type Serving, type Unserved } from './load-endpoints';
import { requestLimitMs } from './request-limit';
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
  /** Ends the processes of releases that have one. */
  close(): void;
};

type Options = LoadOptions & {
  listEndpoints: () => Promise<EndpointFacts[]>;
  /** Requests that began before a reload may ask a release for so long after it. */
  graceMs?: number;
};

/** What this process serves. Releases no endpoint names any more are let go, their processes when no request can need them. */
export function createServedEndpoints(options: Options): ServedEndpoints {
  const { graceMs = requestLimitMs } = options;
  let serving: Serving = { endpoints: new Map(), problems: new Map() };
  /** Every release with a process of its own that is not closed. */
  const apart = new Set<ServedRelease>();
  const loadRelease: LoadOptions['loadRelease'] = async (id, config) => {
    const release = await options.loadRelease(id, config);
    if (release.own !== undefined) apart.add(release);
    return release;
  };
  const isUsed = (release: ServedRelease) => releasesOf(serving).has(release);
  const close = (release: ServedRelease) => {
    apart.delete(release);
    release.own?.close();
  };
  const closeUnused = () => {
    for (const release of apart)
      if (!isUsed(release)) setTimeout(() => (isUsed(release) ? undefined : close(release)), graceMs).unref();
  };
  return {
    find: (slug) => serving.endpoints.get(slug) ?? null,
    unserved: () => [...serving.problems.values()],
    all: () => [...serving.endpoints.values()],
    loaded: () => [...releasesOf(serving)],
    reload: sharedRounds(async () => {
      serving = await loadEndpoints(await options.listEndpoints(), serving, { ...options, loadRelease });
      closeUnused();
    }),
    close() {
      for (const release of apart) close(release);
    },
  };
}
