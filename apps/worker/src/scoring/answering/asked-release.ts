import { parseReleaseReference } from '@millrace/pipeline-core/release';
import type { ServedEndpoint, ServedRelease, UnloadedRelease } from '../releases/served-release';

/**
 * A loaded release of this endpoint by number (`7`, `v7`), by model and number (`churn@7`) or by id; null when it has none. A number
 * alone is one of the model that the endpoint's numbers mean, and of no other: a caller who has one gets that release or
 * hears that it is gone, whatever other models join or take over.
 */
export function findAsked(endpoint: ServedEndpoint, asked: string): ServedRelease | null {
  return findNamed(inOrder(endpoint), { endpoint, asked });
}

/** As `findAsked`, of those that cannot be loaded: whoever asks for one hears so, for nobody else is what was asked for. */
function findUnloaded(endpoint: ServedEndpoint, asked: string): UnloadedRelease | null {
  const unloaded = (endpoint.unloaded ?? []).filter(({ place }) => place !== 'shadow');
  return findNamed(unloaded, { endpoint, asked });
}

function findNamed<T extends Pick<ServedRelease, 'id' | 'number' | 'model'>>(
  releases: readonly T[],
  { endpoint, asked }: { endpoint: ServedEndpoint; asked: string },
): T | null {
  const byId = releases.find(({ id }) => id === asked);
  if (byId !== undefined) return byId;
  const number = /^v?(\d+)$/.exec(asked)?.[1];
  const named =
    number === undefined ? parseReleaseReference(asked) : { model: numberedModel(endpoint), number: Number(number) };
  if (named === null || !('number' in named)) return null;
  return releases.find((release) => release.model === named.model && release.number === named.number) ?? null;
}

/** How each release is asked for: by its number, or else by its model and number. */
export function askableReleases(endpoint: ServedEndpoint): { release: ServedRelease; byNumber: boolean }[] {
  return [...endpoint.releases.values()]
    .filter(({ unloaded }) => unloaded === undefined)
    .map((release) => ({ release, byNumber: isByNumber(endpoint, release) }));
}

/** Whether a number alone names a release of this model. */
export function isByNumber(endpoint: ServedEndpoint, { model }: Pick<ServedRelease, 'model'>): boolean {
  return model === numberedModel(endpoint);
}

/** The same in words, for whoever asked for one that is not there. */
export function knownReleases(endpoint: ServedEndpoint): string[] {
  return askableReleases(endpoint).map(({ release }) => nameIn(endpoint, release));
}

/** Why the release that was asked for is not asked, with the next step; null where the endpoint has none of this name. */
export function whyUnloaded(endpoint: ServedEndpoint, asked: string): string | null {
  const release = findUnloaded(endpoint, asked);
  if (release === null) return null;
  const problem = release.problem.replace(/\.$/, '');
  const others = [...knownReleases(endpoint), 'none'].join(', ');
  return `${nameIn(endpoint, release)} was asked for and cannot be loaded: ${problem}. Ask for one of: ${others}.`;
}

/** How a release is asked for: `v7`, or `risk@7` where a number alone means another model. */
export function nameIn(endpoint: ServedEndpoint, release: Pick<ServedRelease, 'model' | 'number'>): string {
  const { model, number } = release;
  return isByNumber(endpoint, release) ? `v${number}` : `${model}@${number}`;
}

/** Releases that are loaded, by routes, then fallbacks. */
function inOrder({ facts, releases }: ServedEndpoint): ServedRelease[] {
  const ids = new Set([...facts.config.routes.map(({ release }) => release), ...facts.config.chain]);
  return [...ids].flatMap((id) => releases.get(id) ?? []).filter(({ unloaded }) => unloaded === undefined);
}

function numberedModel({ facts, releases }: ServedEndpoint): string | undefined {
  if (facts.numbersOf !== undefined && facts.numbersOf !== null) return facts.numbersOf;
  const { routes } = facts.config;
  const first = routes.find(({ weight }) => weight > 0) ?? routes[0];
  return first === undefined ? undefined : releases.get(first.release)?.model;
}
