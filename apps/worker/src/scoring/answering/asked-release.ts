import { parseReleaseReference } from '@millrace/pipeline-core/release';
import type { ServedEndpoint, ServedRelease } from '../releases/served-release';

/**
 * A release of this endpoint by number (`7`, `v7`), by model and number (`churn@7`) or by id; null when it has none. A number
 * alone is one of the model that the endpoint's numbers mean, and of no other: a caller who has one gets that release or
 * hears that it is gone, whatever other models join or take over.
 */
export function findAsked(endpoint: ServedEndpoint, asked: string): ServedRelease | null {
  const ordered = inOrder(endpoint);
  const byId = ordered.find(({ id }) => id === asked);
  if (byId !== undefined) return byId;
  const number = /^v?(\d+)$/.exec(asked)?.[1];
  const named =
    number === undefined ? parseReleaseReference(asked) : { model: numberedModel(endpoint), number: Number(number) };
  if (named === null || !('number' in named)) return null;
  return ordered.find((release) => release.model === named.model && release.number === named.number) ?? null;
}

/** How each release is asked for: by its number, or else by its model and number. */
export function askableReleases(endpoint: ServedEndpoint): { release: ServedRelease; byNumber: boolean }[] {
  const answering = [...endpoint.releases.values()].filter(({ unloaded }) => unloaded === undefined);
  return answering.map((release) => ({
    release,
    byNumber: release.model === numberedModel(endpoint),
  }));
}

/** The same in words, for whoever asked for one that is not there. */
export function knownReleases(endpoint: ServedEndpoint): string[] {
  return askableReleases(endpoint).map(({ release: { model, number }, byNumber }) =>
    byNumber ? `v${number}` : `${model}@${number}`,
  );
}

/** Releases by routes, then fallbacks. */
function inOrder({ facts, releases }: ServedEndpoint): ServedRelease[] {
  const ids = new Set([...facts.config.routes.map(({ release }) => release), ...facts.config.chain]);
  return [...ids].flatMap((id) => releases.get(id) ?? []);
}

function numberedModel({ facts, releases }: ServedEndpoint): string | undefined {
  if (facts.numbersOf !== undefined && facts.numbersOf !== null) return facts.numbersOf;
  const { routes } = facts.config;
  const first = routes.find(({ weight }) => weight > 0) ?? routes[0];
  return first === undefined ? undefined : releases.get(first.release)?.model;
}
