import { defaultBudgetMs } from '@millrace/pipeline-core/release';
import { type RolloutFigures, releaseFigures, shadowFigures } from '@millrace/pipeline-core/rollout';
import type { Db } from '../client';
import type { Rollout } from '../mappers/rollout-row';
import { getEndpointUnchecked } from './endpoints';
import { appendStepFigures } from './rollouts';
import { listServingMinutes } from './serving-minutes';

/**
 * What both releases of a rollout did since its step began, from the first whole minute after that on: what was answered at
 * the share before does not count. In shadow, what both did with the rows that were copied.
 */
export async function readRolloutFigures(
  db: Db,
  rollout: Pick<Rollout, 'endpointId' | 'champion' | 'challenger' | 'plan' | 'step' | 'since'>,
  o: { budgetMs: number; now: Date },
): Promise<RolloutFigures> {
  const from = new Date(Math.ceil(rollout.since.getTime() / 60_000) * 60_000);
  const minutes = await listServingMinutes(db, { endpointId: rollout.endpointId, from, to: o.now });
  const { champion, challenger, plan, step } = rollout;
  if (plan.steps[step]?.shadow !== undefined) {
    const copies = minutes.flatMap(({ releaseId, shadow }) => (releaseId === challenger ? (shadow ?? []) : []));
    return shadowFigures(copies, o.budgetMs);
  }
  const of = (release: Rollout['champion']) =>
    releaseFigures(
      minutes.flatMap(({ releaseId, routed }) => (releaseId === release && routed !== null ? [routed] : [])),
      o.budgetMs,
    );
  return { champion: of(champion), challenger: of(challenger) };
}

/** Keeps the figures of the step that a rollout is at: it ends now. */
export async function keepStepFigures(tx: Db, rollout: Rollout, now: Date): Promise<void> {
  const endpoint = await getEndpointUnchecked(tx, rollout.endpointId);
  const budgetMs = endpoint?.config?.budgetMs ?? defaultBudgetMs;
  const figures = await readRolloutFigures(tx, rollout, { budgetMs, now });
  const { step, since } = rollout;
  const span = { since: since.toISOString(), until: now.toISOString() };
  await appendStepFigures(tx, rollout, { step, ...span, budgetMs, ...figures });
}
