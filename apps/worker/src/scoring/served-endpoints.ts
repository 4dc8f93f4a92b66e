import { type LoadOptions, loadEndpoints, releasesOf, type Serving, type Unserved } from './load-endpoints';
import type { EndpointFacts, ServedEndpoint, ServedRelease } from './served-release';
import { sharedRounds } from './shared-rounds';

export type ServedEndpoints = {
  find(slug: string): ServedEndpoint | null;
  /** Why an endpoint that exists cannot answer; null when it can, or does not exist. */
  problemOf(slug: string): string | null;
  /** Endpoints that exist and cannot answer. */
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
    problemOf: (slug) => serving.problems.get(slug)?.problem ?? null,
    unserved: () => [...serving.problems.values()],
    all: () => [...serving.endpoints.values()],
    loaded: () => [...releasesOf(serving).values()],
    reload: sharedRounds(async () => {
      serving = await loadEndpoints(await options.listEndpoints(), serving, options);
    }),
  };
}
