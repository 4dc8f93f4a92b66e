import type { ServedEndpoint, ServedRelease } from '../releases/served-release';
import { fallbacksOf } from '../releases/stand-in';

/** The release that protocols without a word for several of them speak of. */
export function firstRouted(endpoint: ServedEndpoint): ServedRelease | undefined {
  const [route] = endpoint.facts.config.routes;
  return route === undefined ? undefined : endpoint.releases.get(route.release);
}

/** The release that answers now: another one of the chain where the first routed one cannot be loaded. */
export function firstLoaded(endpoint: ServedEndpoint): ServedRelease | undefined {
  const first = firstRouted(endpoint);
  if (first === undefined || first.unloaded === undefined) return first;
  return fallbacksOf(endpoint.facts, endpoint.releases)[0];
}
