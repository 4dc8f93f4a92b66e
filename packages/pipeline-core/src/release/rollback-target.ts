import type { ReleaseId } from '../ids';
import type { DeploymentKind } from './deployment-plan';
import type { EndpointConfig } from './endpoint-config';

export type PastRevision = { revision: number; kind: DeploymentKind; config: EndpointConfig; createdAt: Date };
/** `liveUntil`: when it stopped being the one that answers. */
export type RollbackTarget = { release: ReleaseId; liveUntil: Date };

/**
 * The release that answered before the present one was put in its place, from all revisions of an endpoint. Going back
 * takes away what it went back from: after v1, v2, back to v1 there is nothing further back, and v2 is no target. During a
 * rollout the way back is its champion, at whatever share.
 */
export function rollbackTarget(
  revisions: readonly PastRevision[],
  open: { champion: ReleaseId; createdAt: Date } | null = null,
): RollbackTarget | null {
  if (open !== null) return { release: open.champion, liveUntil: open.createdAt };
  const oldestFirst = [...revisions].sort((a, b) => a.revision - b.revision);
  const path: RollbackTarget[] = [];
  for (const { kind, config, createdAt } of oldestFirst) {
    const release = busiest(config);
    if (path.at(-1)?.release === release) continue;
    const known = path.findLastIndex((past) => past.release === release);
    if (kind === 'rollback' && known !== -1) path.length = known + 1;
    else {
      const last = path.at(-1);
      if (last !== undefined) last.liveUntil = createdAt;
      path.push({ release, liveUntil: createdAt });
    }
  }
  return path.length < 2 ? null : (path.at(-2) ?? null);
}

/** The release that was last gone back from, while nothing was deployed since: what a deployment would bring again. */
export function forwardTarget(revisions: readonly PastRevision[]): ReleaseId | null {
  const [newest, before] = [...revisions].sort((a, b) => b.revision - a.revision);
  if (newest?.kind !== 'rollback' || before === undefined) return null;
  const release = busiest(before.config);
  return release === busiest(newest.config) ? null : release;
}

/** The release that takes most of the traffic. */
export function busiest<Id extends string>(config: { routes: readonly { release: Id; weight: number }[] }): Id {
  const [first, ...others] = config.routes;
  if (first === undefined) throw new RangeError('an endpoint needs at least one route');
  return others.reduce((most, route) => (route.weight > most.weight ? route : most), first).release;
}
