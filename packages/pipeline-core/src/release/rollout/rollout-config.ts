import type { ReleaseId } from '../../ids';
import type { EndpointConfig } from '../endpoint-config';
import type { RolloutStep } from './rollout-plan';

/** Releases that stay loaded behind the routed one. */
export const chainLimit = 3;

/** What a rollout changes of an endpoint. */
export type KeptConfig = Pick<EndpointConfig, 'routes' | 'chain' | 'stickyBy' | 'stickySalt'>;

/**
 * The endpoint with so much traffic on the new release. The one that answered stands first in the routes, so that a caller
 * who is kept on the new release by a sticky key stays there as its share grows, and first in the chain: it answers where
 * the new one is late or fails. In shadow the new one gets copies and callers notice nothing: routes, fallbacks and sticky
 * column stay as they are. `salt` is another one for each rollout: another try draws other callers first.
 */
export function shareTraffic(
  current: EndpointConfig,
  o: {
    champion: ReleaseId;
    challenger: ReleaseId;
    step: Pick<RolloutStep, 'percent' | 'shadow'>;
    stickyBy?: string | undefined;
    salt: string;
  },
): EndpointConfig {
  const { champion, challenger, stickyBy, salt } = o;
  const { percent, shadow } = o.step;
  if (shadow !== undefined) return { ...current, shadow: { release: challenger, percent: shadow } };
  const { stickyBy: _before, stickySalt: _other, shadow: _step, ...kept } = current;
  const others = current.chain.filter((id) => id !== champion && id !== challenger);
  const routes = [
    { release: champion, weight: 100 - percent },
    { release: challenger, weight: percent },
  ];
  return {
    ...kept,
    routes: routes.filter(({ weight }) => weight > 0),
    chain: [champion, ...others].slice(0, chainLimit),
    ...(stickyBy === undefined ? {} : { stickyBy, stickySalt: salt }),
  };
}

/** The endpoint as it was before the rollout: its routes, its fallbacks and what kept callers, nobody in shadow; other settings stay. */
export function takeBack(current: EndpointConfig, before: KeptConfig): EndpointConfig {
  const { stickyBy: _by, stickySalt: _salt, shadow: _step, ...kept } = current;
  const { routes, chain, stickyBy, stickySalt } = before;
  return {
    ...{ ...kept, routes, chain },
    ...(stickyBy === undefined ? {} : { stickyBy }),
    ...(stickySalt === undefined ? {} : { stickySalt }),
  };
}
