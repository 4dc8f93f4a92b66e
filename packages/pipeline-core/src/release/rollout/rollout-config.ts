import type { ReleaseId } from '../../ids';
import type { EndpointConfig } from '../endpoint-config';

/** Releases that stay loaded behind the routed one. */
export const chainLimit = 3;

/**
 * The endpoint with so much traffic on the new release. The one that answered stands first in the routes, so that a caller
 * who is kept on the new release by a sticky key stays there as its share grows, and first in the chain: it answers where
 * the new one is late or fails.
 */
export function shareTraffic(
  current: EndpointConfig,
  o: { champion: ReleaseId; challenger: ReleaseId; percent: number; stickyBy?: string },
): EndpointConfig {
  const { champion, challenger, percent, stickyBy } = o;
  const others = current.chain.filter((id) => id !== champion && id !== challenger);
  const routes = [
    { release: champion, weight: 100 - percent },
    { release: challenger, weight: percent },
  ];
  return {
    ...current,
    routes: routes.filter(({ weight }) => weight > 0),
    chain: [champion, ...others].slice(0, chainLimit),
    ...(stickyBy === undefined ? {} : { stickyBy }),
  };
}

/** The endpoint as it was before the rollout: the new release answers nobody any more, not even as a fallback. */
export function takeBack(
  current: EndpointConfig,
  { champion, challenger }: { champion: ReleaseId; challenger: ReleaseId },
): EndpointConfig {
  const chain = current.chain.filter((id) => id !== champion && id !== challenger);
  return { ...current, routes: [{ release: champion, weight: 1 }], chain };
}
