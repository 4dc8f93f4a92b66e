import type { ReleaseId } from '@millrace/pipeline-core/ids';
import type { Logger } from '../logger';
import { type LoadRelease, loadOnce, type PlaceKey, placeKey } from './load-once';
import { messageOf } from './message-of';
import type { EndpointFacts, ServedEndpoint, ServedRelease } from './served-release';

export type LoadOptions = {
  /** Opens a release where an endpoint with these settings wants it. */
  loadRelease: LoadRelease;
  logger: Logger;
};

/** What a process serves at one time: endpoints by slug, and why others cannot answer. */
export type Serving = {
  endpoints: ReadonlyMap<string, ServedEndpoint>;
  problems: ReadonlyMap<string, Unserved>;
  /** Releases in memory by their places: those of endpoints, and those of revisions that cannot be served as yet. */
  releases: ReadonlyMap<PlaceKey, ServedRelease>;
};

/** An endpoint that exists and cannot answer. */
export type Unserved = { facts: EndpointFacts; problem: string };

/** Endpoints that are loaded at a time: a model process takes up to half a minute to open its model. */
const atATime = 4;

/**
 * Loads what the database lists. A revision is taken over only when all its routed releases are loaded; until then, and
 * when one is damaged, the revision before goes on answering. `open`: releases that are loaded besides, by their places.
 */
export async function loadEndpoints(
  listed: readonly EndpointFacts[],
  before: Serving,
  options: LoadOptions & { open?: ReadonlyMap<PlaceKey, ServedRelease> },
): Promise<Serving> {
  const served = new Map<string, ServedEndpoint>();
  const problems = new Map<string, Unserved>();
  const { load, wanted } = loadOnce(new Map([...(options.open ?? []), ...before.releases]), options.loadRelease);

  async function loadOne(facts: EndpointFacts): Promise<void> {
    try {
      served.set(facts.slug, await serve(facts, (id) => load(id, facts.config), options.logger));
    } catch (error) {
      const old = before.endpoints.get(facts.slug);
      if (old !== undefined) served.set(facts.slug, old);
      else problems.set(facts.slug, { facts, problem: messageOf(error) });
      const place = { endpoint: facts.slug, revision: facts.revision, goesOn: old?.facts.revision ?? null };
      options.logger.error({ ...place, error: messageOf(error) }, 'endpoint revision cannot be served');
    }
  }

  const left = listed.values();
  const takeAll = async () => {
    for (const facts of left) await loadOne(facts);
  };
  await Promise.all(Array.from({ length: atATime }, takeAll));
  const endpoints = new Map(
    listed.flatMap(({ slug }) => {
      const endpoint = served.get(slug);
      return endpoint === undefined ? [] : [[slug, endpoint] as const];
    }),
  );
  return { endpoints, problems, releases: new Map([...wanted, ...[...endpoints.values()].flatMap(placesOf)]) };
}

function placesOf({ facts, releases, shadow }: ServedEndpoint): [PlaceKey, ServedRelease][] {
  const all = [...releases.values(), ...(shadow === undefined ? [] : [shadow])];
  return all.map((release) => [placeKey(release, facts.config), release]);
}

/** Releases whose processes have to be there whenever a request comes: those that requests are routed to, and those compared with them. */
export function releasesThatStay({ endpoints }: Serving): Set<ServedRelease> {
  return new Set(
    [...endpoints.values()].flatMap(({ facts, releases, shadow }) => [
      ...facts.config.routes.flatMap((route) => releases.get(route.release) ?? []),
      ...(shadow === undefined ? [] : [shadow]),
    ]),
  );
}

type Load = (id: ReleaseId) => Promise<ServedRelease>;

async function serve(facts: EndpointFacts, load: Load, logger: Logger): Promise<ServedEndpoint> {
  const releases = new Map<ReleaseId, ServedRelease>();
  for (const id of new Set(facts.config.routes.map((route) => route.release))) releases.set(id, await opened(id, load));
  for (const id of facts.config.chain) {
    if (releases.has(id)) continue;
    // Its process starts with the first request that may need it.
    const release = await loadBeside(id, { facts, load, logger, what: 'fallback release' });
    if (release !== null) releases.set(id, release);
  }
  const { shadow: wanted } = facts.config;
  if (wanted === undefined) return { facts, releases };
  const shadow = await loadBeside(wanted.release, {
    ...{ facts, logger, what: 'release in shadow' },
    load: (id) => opened(id, load),
  });
  return { facts, releases, ...(shadow === null ? {} : { shadow }) };
}

/** With its process there, where it has one. */
async function opened(id: ReleaseId, load: Load): Promise<ServedRelease> {
  const release = await load(id);
  await release.own?.open();
  return release;
}

/** The endpoint answers without it: null where it cannot be loaded. */
async function loadBeside(
  id: ReleaseId,
  { facts, load, logger, what }: { facts: EndpointFacts; load: Load; logger: Logger; what: string },
): Promise<ServedRelease | null> {
  try {
    return await load(id);
  } catch (error) {
    logger.error({ endpoint: facts.slug, release: id, error: messageOf(error) }, `${what} cannot be loaded`);
    return null;
  }
}
