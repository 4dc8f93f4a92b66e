import type { ReleaseId } from '../ids';
import { hashSeed } from '../seeded-random';
import type { EndpointConfig } from './endpoint-config';

/**
 * Which releases answer a request, in the order they are asked (architecture.md 7, Endpoint):
 * 1. The release the caller asked for, else one of the routes, by weight and a draw that is uniform in [0, 1).
 * 2. The endpoint's chain behind it, each release once.
 * Equal draws pick equal releases, so a sticky key keeps its caller on one.
 */
export function routerChain(config: EndpointConfig, options: { draw: number; asked?: ReleaseId }): ReleaseId[] {
  const first = options.asked ?? pickByWeight(config.routes, options.draw);
  return config.chain.length === 0 ? [first] : [...new Set([first, ...config.chain])];
}

/** A draw in [0, 1) from a sticky key: the same key and salt give the same draw at every process, another salt another one. */
export function stickyDraw(key: string | number, salt: string): number {
  return hashSeed('sticky', salt, key) / 2 ** 32;
}

/** Share of the traffic of each release, from relative weights; all zero means the first route takes everything. */
export function trafficShares(routes: EndpointConfig['routes']): { release: ReleaseId; share: number }[] {
  const total = routes.reduce((sum, route) => sum + route.weight, 0);
  return routes.map((route, at) => ({
    release: route.release,
    share: total > 0 ? route.weight / total : at === 0 ? 1 : 0,
  }));
}

function pickByWeight(routes: EndpointConfig['routes'], draw: number): ReleaseId {
  const [only] = routes;
  if (only !== undefined && routes.length === 1) return only.release;
  const shares = trafficShares(routes);
  let left = draw;
  for (const { release, share } of shares) {
    left -= share;
    if (left < 0) return release;
  }
  // Rounding at the upper end: the last route that has traffic.
  const last = shares.findLast(({ share }) => share > 0);
  if (last === undefined) throw new RangeError('an endpoint needs at least one route');
  return last.release;
}
