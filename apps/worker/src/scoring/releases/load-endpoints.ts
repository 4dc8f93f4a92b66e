import type { ReleaseId } from '@millrace/pipeline-core/ids';
import type { Logger } from '../../logger';
import { messageOf } from '../message-of';
import type { ReleaseName } from './find-bundle';
import { type LoadRelease, loadOnce, type PlaceKey, placeKey } from './load-once';
import { ReleaseAway } from './release-away';
import type { EndpointFacts, ServedEndpoint, ServedRelease, UnloadedRelease } from './served-release';

export type LoadOptions = {
  /** Opens a release where an endpoint with these settings wants it. */
  loadRelease: LoadRelease;
  /** What a release is called that cannot be opened. */
  nameRelease: (id: ReleaseId) => Promise<ReleaseName>;
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
 * when one is damaged, the revision before goes on answering. A process that has none before, as after a restart, serves what
 * of it can be loaded, where its chain answers for what cannot. `open`: releases that are loaded besides, by their places.
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
      const isFirst = !before.endpoints.has(facts.slug);
      const loadPlaced: Load = (id) => load(id, facts.config);
      served.set(facts.slug, await serve(facts, { ...options, isFirst, load: loadPlaced }));
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
  const loaded = all.filter(({ unloaded }) => unloaded === undefined);
  return loaded.map((release) => [placeKey(release, facts.config), release]);
}

/**
 * Releases whose processes have to be there whenever a request comes: those that requests are routed to, those that
 * answer next (all of the chain while a routed one is damaged), and those compared with them.
 */
export function releasesThatStay({ endpoints }: Serving): Set<ServedRelease> {
  return new Set(
    [...endpoints.values()].flatMap(({ facts, releases, shadow }) => {
      const routed = facts.config.routes.flatMap((route) => releases.get(route.release) ?? []);
      const isDamaged = routed.some(({ unloaded }) => unloaded !== undefined);
      const others = fallbacksOf(facts, releases).filter((release) => !routed.includes(release));
      // The first of them answers at once where a process ends; a process takes longer to start than an answer may.
      return [...routed, ...(isDamaged ? others : others.slice(0, 1)), ...(shadow === undefined ? [] : [shadow])];
    }),
  );
}

type Load = (id: ReleaseId) => Promise<ServedRelease>;

/** With its process there, where it has one. */
async function opened(id: ReleaseId, load: Load): Promise<ServedRelease> {
  const release = await load(id);
  await release.own?.open();
  return release;
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
    const release = o.isFirst ? await beside.load(id, 'routed') : await opened(id, o.load);
    if (release !== null) releases.set(id, release);
  }
  for (const id of config.chain) {
    if (releases.has(id) || beside.unloaded.some((gone) => gone.id === id)) continue;
    const release = await beside.load(id, 'fallback');
    if (release !== null) releases.set(id, release);
  }
  const gone = beside.unloaded.filter(({ place }) => place === 'routed');
  const next = gone.length === 0 ? null : await firstOpened(fallbacksOf(facts, releases));
  for (const one of gone) {
    if (next === null) throw new Error(one.problem);
    releases.set(one.id, standIn(one, next));
  }
  const shadow = config.shadow === undefined ? null : await beside.load(config.shadow.release, 'shadow');
  return {
    ...{ facts, releases },
    ...(shadow === null ? {} : { shadow }),
    ...(beside.unloaded.length === 0 ? {} : { unloaded: beside.unloaded }),
  };
}

function fallbacksOf({ config }: EndpointFacts, releases: ReadonlyMap<ReleaseId, ServedRelease>): ServedRelease[] {
  return config.chain.flatMap((id) => releases.get(id) ?? []).filter(({ unloaded }) => unloaded === undefined);
}

/** The first of them that is there to answer; the process of a fallback starts late otherwise. */
async function firstOpened(fallbacks: readonly ServedRelease[]): Promise<ServedRelease | null> {
  for (const release of fallbacks) {
    const isOpen = await Promise.resolve(release.own?.open()).then(
      () => true,
      () => false, // it says so itself
    );
    if (isOpen) return release;
  }
  return null;
}

/** Loads what an endpoint can do without: null where it cannot be loaded, and why is kept. */
function loadBeside(facts: EndpointFacts, { load, nameRelease, logger }: Serve) {
  const unloaded: UnloadedRelease[] = [];
  return {
    unloaded,
    async load(id: ReleaseId, place: UnloadedRelease['place']): Promise<ServedRelease | null> {
      try {
        // Nobody waits until the process of a fallback is there.
        return await (place === 'fallback' ? load(id) : opened(id, load));
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
      throw new ReleaseAway(`it cannot be loaded: ${problem}`);
    },
  };
}
