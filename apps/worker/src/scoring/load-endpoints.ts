import type { ReleaseId } from '@millrace/pipeline-core/ids';
import type { EndpointConfig } from '@millrace/pipeline-core/release';
import type { Logger } from '../logger';
import type { ReleaseName } from './find-bundle';
import { messageOf } from './message-of';
import type { EndpointFacts, ServedEndpoint, ServedRelease, UnloadedRelease } from './served-release';

export type LoadOptions = {
  /** Opens a release where an endpoint with these settings wants it. */
  loadRelease: (id: ReleaseId, config: Pick<EndpointConfig, 'process'>) => Promise<ServedRelease>;
  /** What a release is called that cannot be opened. */
  nameRelease: (id: ReleaseId) => Promise<ReleaseName>;
  logger: Logger;
};

/** What a process serves at one time: endpoints by slug, and why others cannot answer. */
export type Serving = { endpoints: ReadonlyMap<string, ServedEndpoint>; problems: ReadonlyMap<string, Unserved> };

/** An endpoint that exists and cannot answer. */
export type Unserved = { facts: EndpointFacts; problem: string };

/**
 * Loads what the database lists. A revision is taken over only when all its routed releases are loaded; until then, and
 * when one is damaged, the revision before goes on answering. A process that has none before, as after a restart, serves what
 * of it can be loaded, where its chain answers for what cannot.
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
      const isFirst = !before.endpoints.has(facts.slug);
      endpoints.set(facts.slug, await serve(facts, { ...options, isFirst, load: loadFor(facts.config) }));
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
  const named = [...releases.values(), ...(shadow === undefined ? [] : [shadow])];
  return named.filter(({ unloaded }) => unloaded === undefined);
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

type Serve = Pick<LoadOptions, 'nameRelease' | 'logger'> & {
  load: Load;
  /** No revision before goes on where this one cannot be served whole. */
  isFirst: boolean;
};

async function serve(facts: EndpointFacts, o: Serve): Promise<ServedEndpoint> {
  const { config } = facts;
  const beside = loadBeside(facts, o);
  const releases = new Map<ReleaseId, ServedRelease>();
  for (const id of new Set(config.routes.map((route) => route.release))) {
    // Where others have answered till now they go on; a first revision is served by what is left of it.
    const release = o.isFirst ? await beside.load(id, 'routed') : await o.load(id);
    if (release !== null) releases.set(id, release);
  }
  for (const id of config.chain) {
    if (releases.has(id) || beside.unloaded.some((gone) => gone.id === id)) continue;
    const release = await beside.load(id, 'fallback');
    if (release !== null) releases.set(id, release);
  }
  const [next] = config.chain.flatMap((id) => releases.get(id) ?? []);
  for (const gone of beside.unloaded.filter(({ place }) => place === 'routed')) {
    if (next === undefined) throw new Error(gone.problem);
    releases.set(gone.id, standIn(gone, next));
  }
  const shadow = config.shadow === undefined ? null : await beside.load(config.shadow.release, 'shadow');
  return {
    ...{ facts, releases },
    ...(shadow === null ? {} : { shadow }),
    ...(beside.unloaded.length === 0 ? {} : { unloaded: beside.unloaded }),
  };
}

/** Loads what an endpoint can do without: null where it cannot be loaded, and why is kept. */
function loadBeside(facts: EndpointFacts, { load, nameRelease, logger }: Serve) {
  const unloaded: UnloadedRelease[] = [];
  return {
    unloaded,
    async load(id: ReleaseId, place: UnloadedRelease['place']): Promise<ServedRelease | null> {
      try {
        return await load(id);
      } catch (error) {
        const problem = messageOf(error);
        const { number, modelName: model } = await nameRelease(id);
        unloaded.push({ id, number, model, place, problem });
        logger.error({ endpoint: facts.slug, release: id, error: problem }, `${placeWords[place]} cannot be loaded`);
        return null;
      }
    },
  };
}

const placeWords = {
  routed: 'routed release',
  fallback: 'fallback release',
  shadow: 'release in shadow',
} as const satisfies Record<UnloadedRelease['place'], string>;

/** Holds the place of a release that cannot be loaded; requests are read as the one reads them that answers for it. */
function standIn({ id, number, model, problem }: UnloadedRelease, next: ServedRelease): ServedRelease {
  const { own: _process, ...read } = next;
  return {
    ...{ ...read, id, number, model, unloaded: problem },
    answer: () => {
      throw new Error(`it cannot be loaded: ${problem}`);
    },
  };
}
