import { type RolloutFigures, releaseFigures } from '@millrace/pipeline-core/rollout';
import type { Db } from '../client';
import type { Rollout } from '../mappers/rollout-row';
import { listServingMinutes } from './serving-minutes';

/**
 * What both releases of a rollout did since its step began, from the first whole minute after that on: what was answered at
 * the share before does not count.
 */
export async function readRolloutFigures(
  db: Db,
  rollout: Pick<Rollout, 'endpointId' | 'champion' | 'challenger' | 'since'>,
  o: { budgetMs: number; now: Date },
): Promise<RolloutFigures> {
  const from = new Date(Math.ceil(rollout.since.getTime() / 60_000) * 60_000);
  const minutes = await listServingMinutes(db, { endpointId: rollout.endpointId, from, to: o.now });
  const of = (release: Rollout['champion']) =>
    releaseFigures(
      minutes.flatMap(({ releaseId, routed }) => (releaseId === release && routed !== null ? [routed] : [])),
      o.budgetMs,
    );
  return { champion: of(rollout.champion), challenger: of(rollout.challenger) };
}
