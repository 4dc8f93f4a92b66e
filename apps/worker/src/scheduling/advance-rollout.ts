import {
  type Database,
  getEndpointUnchecked,
  getReleaseUnchecked,
  getRolloutUnchecked,
  moveRollout,
  noteLooks,
  type Rollout,
  readRolloutFigures,
} from '@millrace/db';
import { defaultBudgetMs } from '@millrace/pipeline-core/release';
import { judgeRollout, type RolloutDecision } from '@millrace/pipeline-core/rollout';

/**
 * Judges a rollout and moves it where its rules say so. May be called at any time and by several at once: what it does
 * follows from the rows alone, and a move that somebody else was faster with is left to them.
 */
export async function advanceRollout(db: Database, { id, now }: { id: string; now: Date }): Promise<void> {
  const rollout = await getRolloutUnchecked(db, { id });
  if (rollout === null || (rollout.status !== 'running' && rollout.status !== 'paused')) return;
  const decision = await decide(db, rollout, now);
  const seen = { id, seen: rollout.moves, actor: null, now };
  switch (decision.do) {
    case 'wait':
      if (decision.looks.count !== rollout.looks.count) await noteLooks(db, rollout, decision.looks);
      return;
    case 'next':
    case 'done':
      await moveRollout(db, { ...seen, kind: 'next' });
      return;
    case 'abort':
      await moveRollout(db, { ...seen, kind: 'aborted', reason: decision.reason });
      return;
  }
}

async function decide(db: Database, rollout: Rollout, now: Date): Promise<RolloutDecision> {
  const endpoint = await getEndpointUnchecked(db, rollout.endpointId);
  const budgetMs = endpoint?.config?.budgetMs ?? defaultBudgetMs;
  const [champion, challenger, figures] = await Promise.all([
    nameOf(db, rollout.champion),
    nameOf(db, rollout.challenger),
    readRolloutFigures(db, rollout, { budgetMs, now }),
  ]);
  return judgeRollout({ ...rollout, names: { champion, challenger }, budgetMs }, figures, now);
}

async function nameOf(db: Database, id: Rollout['champion']): Promise<string> {
  const release = await getReleaseUnchecked(db, id);
  return release === null ? 'a deleted release' : `v${release.number}`;
}
