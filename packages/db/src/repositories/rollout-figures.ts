import { type RolloutFigures, releaseFigures } from '@millrace/pipeline-core/rollout';
import type { Db } from '../client';
import type { Rollout } from '../mappers/rollout-row';
import { listServingMinutes } from './serving-minutes';

/**
 * What both releases of a rollout did since its step began, by whole minutes: the one in which it began counts from its first
 * second, also where that was before the step. Shares of the same release are the same at any share of the traffic.
 */
export async function readRolloutFigures(
  db: Db,
  rollout: Pick<Rollout, 'endpointId' | 'champion' | 'challenger' | 'since'>,
  o: { budgetMs: number; now: Date },
): Promise<RolloutFigures> {
  const from = new Date(Math.floor(rollout.since.getTime() / 60_000) * 60_000);
  const minutes = await listServingMinutes(db, { endpointId: rollout.endpointId, from, to: o.now });
  const of = (release: Rollout['champion']) =>
    releaseFigures(
      minutes.filter(({ releaseId }) => releaseId === release),
      o.budgetMs,
    );
  return { champion: of(rollout.champion), challenger: of(rollout.challenger) };
}
