import { type LoadOptions, loadEndpoints, releasesOf, type Serving } from './load-endpoints';
import type { EndpointFacts, ServedEndpoint, ServedRelease } from './served-release';

export type ServedEndpoints = {
  find(slug: string): ServedEndpoint | null;
  /** Why an endpoint that exists cannot answer; null when it can, or does not exist. */
  problemOf(slug: string): string | null;
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
    problemOf: (slug) => serving.problems.get(slug) ?? null,
    all: () => [...serving.endpoints.values()],
    loaded: () => [...releasesOf(serving).values()],
    reload: sharedRounds(async () => {
      serving = await loadEndpoints(await options.listEndpoints(), serving, options);
    }),
  };
}

/** One round at a time. The one under way may have looked before a call: one more follows, shared by all who wait. */
function sharedRounds(work: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | null = null;
  let next: Promise<void> | null = null;
  return function round(): Promise<void> {
    if (running === null) {
      running = work().finally(() => {
        running = null;
      });
      return running;
    }
    next ??= running
      .catch(() => undefined) // told to those who asked for that round
      .then(() => {
        next = null;
        return round();
      });
    return next;
  };
}
