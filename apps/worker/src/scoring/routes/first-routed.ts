import type { ServedEndpoint, ServedRelease } from '../releases/served-release';

/** The release that protocols without a word for several of them speak of. */
export function firstRouted(endpoint: ServedEndpoint): ServedRelease | undefined {
  const [route] = endpoint.facts.config.routes;
  return route === undefined ? undefined : endpoint.releases.get(route.release);
}
