import { type LoadOptions, loadEndpoints, releasesOf, type Serving, type Unserved } from './load-endpoints';
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
};

type Options = LoadOptions & { listEndpoints: () => Promise<EndpointFacts[]> };

/** What this process serves. Releases no endpoint names any more are let go. */
export function createServedEndpoints(options: Options): ServedEndpoints {
  let serving: Serving = { endpoints: new Map(), problems: new Map() };
  return {
    find: (slug) => serving.endpoints.get(slug) ?? null,
    unserved: () => [...serving.problems.values()],
    all: () => [...serving.endpoints.values()],
    loaded: () => [...releasesOf(serving).values()],
    reload: sharedRounds(async () => {
      serving = await loadEndpoints(await options.listEndpoints(), serving, options);
    }),
  };
}
