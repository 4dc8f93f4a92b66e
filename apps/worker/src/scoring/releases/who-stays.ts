import type { ServedEndpoint, ServedRelease } from './served-release';
import { fallbacksOf } from './stand-in';

/**
 * Releases of an endpoint whose processes have to be there whenever a request comes: those that requests are routed to, those
 * that answer next (all of the chain while a routed one cannot be loaded), and those compared with them.
 */
export function releasesThatStay({ facts, releases, shadow }: ServedEndpoint): ServedRelease[] {
  const routed = facts.config.routes.flatMap((route) => releases.get(route.release) ?? []);
  const isDamaged = routed.some(({ unloaded }) => unloaded !== undefined);
  const others = fallbacksOf(facts, releases).filter((release) => !routed.includes(release));
  // The first of them answers at once where a process ends; a process takes longer to start than an answer may.
  return [...routed, ...(isDamaged ? others : others.slice(0, 1)), ...(shadow === undefined ? [] : [shadow])];
}
