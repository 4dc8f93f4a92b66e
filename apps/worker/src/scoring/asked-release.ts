import { parseReleaseReference } from '@millrace/pipeline-core/release';
import type { ServedEndpoint, ServedRelease } from './served-release';

/**
 * A release of this endpoint by number (`7`, `v7`), by model and number (`churn@7`) or by id; null when it has none. Where
 * releases of several models have a number, it is that of the model which the endpoint serves: of its first route that has
 * traffic, which in a rollout is the champion until all traffic has moved. Where that model has none of this number, it is
 * the first one in the order of routes and fallbacks. So a number that found a release goes on to find it when a release of
 * another model joins.
 */
export function findAsked(endpoint: ServedEndpoint, asked: string): ServedRelease | null {
  const ordered = inOrder(endpoint);
  const byId = ordered.find(({ id }) => id === asked);
  if (byId !== undefined) return byId;
  const number = /^v?(\d+)$/.exec(asked)?.[1];
  if (number !== undefined) {
    const found = ordered.filter((release) => release.number === Number(number));
    const served = servedModel(endpoint);
    return found.find(({ model }) => model === served) ?? found[0] ?? null;
  }
  const named = parseReleaseReference(asked);
  if (named === null || !('number' in named)) return null;
  return ordered.find((release) => release.model === named.model && release.number === named.number) ?? null;
}

/** How each release is asked for: by its number, or by its id where that number is another's. */
export function askableReleases(endpoint: ServedEndpoint): { release: ServedRelease; byNumber: boolean }[] {
  return [...endpoint.releases.values()].map((release) => ({
    release,
    byNumber: findAsked(endpoint, String(release.number)) === release,
  }));
}

/** The same in words, for whoever asked for one that is not there. */
export function knownReleases(endpoint: ServedEndpoint): string[] {
  return askableReleases(endpoint).map(({ release, byNumber }) => (byNumber ? `v${release.number}` : release.id));
}

/** Releases by routes, then fallbacks. */
function inOrder({ facts, releases }: ServedEndpoint): ServedRelease[] {
  const ids = new Set([...facts.config.routes.map(({ release }) => release), ...facts.config.chain]);
  return [...ids].flatMap((id) => releases.get(id) ?? []);
}

function servedModel({ facts, releases }: ServedEndpoint): string | undefined {
  const { routes } = facts.config;
  const first = routes.find(({ weight }) => weight > 0) ?? routes[0];
  return first === undefined ? undefined : releases.get(first.release)?.model;
}
