import type { ReleaseId } from '@millrace/pipeline-core/ids';
import type { EndpointConfig } from '@millrace/pipeline-core/release';
import type { Logger } from '../logger';
import { messageOf } from './message-of';
import type { EndpointFacts, ServedEndpoint, ServedRelease } from './served-release';

export type LoadOptions = {
  /** Opens a release where an endpoint with these settings wants it. */
  loadRelease: (id: ReleaseId, config: Pick<EndpointConfig, 'process'>) => Promise<ServedRelease>;
  logger: Logger;
};

/** What a process serves at one time: endpoints by slug, and why others cannot answer. */
export type Serving = { endpoints: ReadonlyMap<string, ServedEndpoint>; problems: ReadonlyMap<string, Unserved> };

/** An endpoint that exists and cannot answer. */
export type Unserved = { facts: EndpointFacts; problem: string };

/**
 * Loads what the database lists. A revision is taken over only when all its routed releases are loaded; until then, and
 * when one is damaged, the revision before goes on answering.
 */
export async function loadEndpoints(
  listed: readonly EndpointFacts[],
  before: Serving,
  options: LoadOptions,
): Promise<Serving> {
  const endpoints = new Map<string, ServedEndpoint>();
  const problems = new Map<string, Unserved>();
  const loadFor = loadOnce(before, options.loadRelease);
  for (const facts of listed) {
    try {
      endpoints.set(facts.slug, await serve(facts, loadFor(facts.config), options.logger));
    } catch (error) {
      const old = before.endpoints.get(facts.slug);
      if (old !== undefined) endpoints.set(facts.slug, old);
      else problems.set(facts.slug, { facts, problem: messageOf(error) });
      const place = { endpoint: facts.slug, revision: facts.revision, goesOn: old?.facts.revision ?? null };
      options.logger.error({ ...place, error: messageOf(error) }, 'endpoint revision cannot be served');
    }
  }
  return { endpoints, problems };
}

/** Releases in memory: those some endpoint names. One that two endpoints want in different places is there twice. */
export function releasesOf({ endpoints }: Serving): Set<ServedRelease> {
  return new Set([...endpoints.values()].flatMap(releasesOfEndpoint));
}

function releasesOfEndpoint({ releases, shadow }: ServedEndpoint): ServedRelease[] {
  return [...releases.values(), ...(shadow === undefined ? [] : [shadow])];
}

type Load = (id: ReleaseId) => Promise<ServedRelease>;

/** Loads what is not loaded yet: each release once for all endpoints that want it in the same place. */
function loadOnce(
  { endpoints }: Serving,
  loadRelease: LoadOptions['loadRelease'],
): (config: Pick<EndpointConfig, 'process'>) => Load {
  const loaded = new Map<string, ServedRelease>();
  const keyOf = (id: ReleaseId, config: Pick<EndpointConfig, 'process'>) => `${config.process ?? 'automatic'} ${id}`;
  for (const endpoint of endpoints.values())
    for (const release of releasesOfEndpoint(endpoint)) loaded.set(keyOf(release.id, endpoint.facts.config), release);
  return (config) => async (id) => {
    const key = keyOf(id, config);
    const release = loaded.get(key) ?? (await loadRelease(id, config));
    loaded.set(key, release);
    return release;
  };
}

async function serve(facts: EndpointFacts, load: Load, logger: Logger): Promise<ServedEndpoint> {
  const releases = new Map<ReleaseId, ServedRelease>();
  for (const id of new Set(facts.config.routes.map((route) => route.release))) releases.set(id, await load(id));
  for (const id of facts.config.chain) {
    if (releases.has(id)) continue;
    const release = await loadBeside(id, { facts, load, logger, what: 'fallback release' });
    if (release !== null) releases.set(id, release);
  }
  const { shadow: wanted } = facts.config;
  if (wanted === undefined) return { facts, releases };
  const shadow = await loadBeside(wanted.release, { facts, load, logger, what: 'release in shadow' });
  return { facts, releases, ...(shadow === null ? {} : { shadow }) };
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
