import type { ReleaseId } from '@millrace/pipeline-core/ids';
import type { Logger } from '../logger';
import { messageOf } from './message-of';
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

type Options = {
  listEndpoints: () => Promise<EndpointFacts[]>;
  loadRelease: (id: ReleaseId) => Promise<ServedRelease>;
  logger: Logger;
};

/**
 * What this process serves. A revision is taken over only when all its routed releases are loaded; until then, and
 * when one is damaged, the revision before goes on answering. Releases no endpoint names any more are let go.
 */
export function createServedEndpoints(options: Options): ServedEndpoints {
  let endpoints = new Map<string, ServedEndpoint>();
  let problems = new Map<string, string>();
  let releases = new Map<ReleaseId, ServedRelease>();
  let running: Promise<void> | null = null;
  let next: Promise<void> | null = null;

  async function load(id: ReleaseId, fresh: Map<ReleaseId, ServedRelease>): Promise<ServedRelease> {
    const release = fresh.get(id) ?? releases.get(id) ?? (await options.loadRelease(id));
    fresh.set(id, release);
    return release;
  }

  async function serve(facts: EndpointFacts, fresh: Map<ReleaseId, ServedRelease>): Promise<ServedEndpoint> {
    const routed = new Set(facts.config.routes.map((route) => route.release));
    const mine = new Map<ReleaseId, ServedRelease>();
    for (const id of routed) mine.set(id, await load(id, fresh));
    for (const id of facts.config.chain) {
      if (mine.has(id)) continue;
      try {
        mine.set(id, await load(id, fresh));
      } catch (error) {
        options.logger.error(
          { endpoint: facts.slug, release: id, error: messageOf(error) },
          'fallback release cannot be loaded',
        );
      }
    }
    return { facts, releases: mine };
  }

  async function reloadOnce(): Promise<void> {
    const listed = await options.listEndpoints();
    const [nextEndpoints, nextProblems, fresh] = [
      new Map<string, ServedEndpoint>(),
      new Map<string, string>(),
      new Map(releases),
    ];
    for (const facts of listed) {
      try {
        nextEndpoints.set(facts.slug, await serve(facts, fresh));
      } catch (error) {
        const before = endpoints.get(facts.slug);
        if (before !== undefined) nextEndpoints.set(facts.slug, before);
        else nextProblems.set(facts.slug, messageOf(error));
        const place = { endpoint: facts.slug, revision: facts.revision, goesOn: before?.facts.revision ?? null };
        options.logger.error({ ...place, error: messageOf(error) }, 'endpoint revision cannot be served');
      }
    }
    endpoints = nextEndpoints;
    problems = nextProblems;
    releases = new Map([...nextEndpoints.values()].flatMap((endpoint) => [...endpoint.releases]));
  }

  function reload(): Promise<void> {
    if (running === null) {
      running = reloadOnce().finally(() => {
        running = null;
      });
      return running;
    }
    // The round under way may have read the database before this call: one more, shared by all who wait.
    next ??= running
      .catch(() => undefined) // told to those who asked for that round
      .then(() => {
        next = null;
        return reload();
      });
    return next;
  }

  return {
    find: (slug) => endpoints.get(slug) ?? null,
    problemOf: (slug) => problems.get(slug) ?? null,
    all: () => [...endpoints.values()],
    loaded: () => [...releases.values()],
    reload,
  };
}
