import type { ReleaseId } from '@millrace/pipeline-core/ids';
import type { Logger } from '../../logger';
import { messageOf } from '../message-of';
import type { ReleaseName } from './find-bundle';
import type { EndpointFacts, ServedEndpoint, ServedRelease, UnloadedRelease } from './served-release';
import { fallbacksOf, standIn } from './stand-in';
import type { StartPlaces } from './start-places';

export type RevisionOptions = {
  load: (id: ReleaseId) => Promise<ServedRelease>;
  /** What a release is called that cannot be opened. */
  nameRelease: (id: ReleaseId) => Promise<ReleaseName>;
  inStartPlace: StartPlaces;
  /** No revision before goes on where this one cannot be served whole. */
  isFirst: boolean;
  logger: Logger;
};

/**
 * Loads what a revision of an endpoint needs to answer. Rejects where a routed release cannot be loaded: the revision before
 * goes on. Where there is none, as after a restart, the first of its chain that opens stands in for such a release.
 */
export async function serveRevision(facts: EndpointFacts, o: RevisionOptions): Promise<ServedEndpoint> {
  const { config } = facts;
  const beside = loadBeside(facts, o);
  const releases = new Map<ReleaseId, ServedRelease>();
  for (const id of new Set(config.routes.map((route) => route.release))) {
    const release = o.isFirst ? await beside.load(id, 'routed') : await loadOpen(id, o);
    if (release !== null) releases.set(id, release);
  }
  for (const id of config.chain) {
    if (releases.has(id) || beside.unloaded.some((gone) => gone.id === id)) continue;
    const release = await beside.load(id, 'fallback');
    if (release !== null) releases.set(id, release);
  }
  const gone = beside.unloaded.filter(({ place }) => place === 'routed');
  const next = gone.length === 0 ? null : await firstOpened(fallbacksOf(facts, releases), o);
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

/** With its process there, where it has one. */
async function loadOpen(id: ReleaseId, o: RevisionOptions): Promise<ServedRelease> {
  const release = await o.load(id);
  await open(release, o);
  return release;
}

async function open({ own }: ServedRelease, { inStartPlace }: RevisionOptions): Promise<void> {
  if (own === undefined) return;
  await (own.facts().state === 'idle' ? inStartPlace(() => own.open()) : own.open());
}

/** The first of them that is there to answer; the process of a fallback starts late otherwise. */
async function firstOpened(fallbacks: readonly ServedRelease[], o: RevisionOptions): Promise<ServedRelease | null> {
  for (const release of fallbacks) {
    const isOpen = await open(release, o).then(
      () => true,
      () => false, // it says so itself
    );
    if (isOpen) return release;
  }
  return null;
}

/** Loads what an endpoint can do without: null where it cannot be loaded, and why is kept. */
function loadBeside(facts: EndpointFacts, o: RevisionOptions) {
  const unloaded: UnloadedRelease[] = [];
  return {
    unloaded,
    async load(id: ReleaseId, place: UnloadedRelease['place']): Promise<ServedRelease | null> {
      try {
        // Nobody waits until the process of a fallback is there.
        return await (place === 'fallback' ? o.load(id) : loadOpen(id, o));
      } catch (error) {
        const problem = messageOf(error);
        const { number, modelName: model } = await o.nameRelease(id);
        unloaded.push({ id, number, model, place, problem });
        o.logger.error({ endpoint: facts.slug, release: id, error: problem }, `${placeWords[place]} cannot be loaded`);
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
