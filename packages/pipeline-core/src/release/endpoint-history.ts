import type { ReleaseId } from '../ids';
import type { EndpointConfig } from './endpoint-config';
import type { PastRevision } from './rollback-target';

type Past = Pick<PastRevision, 'revision' | 'config' | 'createdAt'>;

/**
 * The newest revision after a time, or after the one of a number, that moved traffic, live or copied, whoever gets it now; null where none did. Settings are
 * revisions, too, and move nothing.
 */
export function newestMoveAfter<R extends Past>(revisions: readonly R[], since: Date | number): R | null {
  const newestFirst = [...revisions].sort((a, b) => b.revision - a.revision);
  const found = newestFirst.find(({ revision, config, createdAt }, at) => {
    const before = newestFirst[at + 1];
    const isAfter = typeof since === 'number' ? revision > since : createdAt > since;
    return isAfter && (before === undefined || trafficOf(config) !== trafficOf(before.config));
  });
  return found ?? null;
}

/** Whether a release has ever had live traffic of the endpoint with these revisions. */
export function hasAnswered(revisions: readonly Past[], release: ReleaseId): boolean {
  return revisions.some(({ config }) => config.routes.some((route) => route.release === release && route.weight > 0));
}

function trafficOf({ routes, shadow }: EndpointConfig): string {
  return JSON.stringify([routes.map(({ release, weight }) => [release, weight]), shadow?.release, shadow?.percent]);
}
