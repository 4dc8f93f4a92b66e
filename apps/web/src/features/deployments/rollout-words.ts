import type { Outputs } from '../../client/outputs';
import type { NewestRollout } from './rollout-rows';

export type RolloutMove = Outputs['rollouts']['ofEndpoint']['moves'][number];

type Named = Pick<NewestRollout, 'status' | 'step' | 'plan' | 'names' | 'reason'>;

/** Where a rollout stands, as a sentence. */
export function rolloutSentence({ status, step, plan, names, reason }: Named): string {
  const percent = plan.steps[step]?.percent ?? 0;
  const shares = `${names.challenger} takes ${percent} % of live traffic; ${names.champion} keeps ${100 - percent} %.`;
  switch (status) {
    case 'running':
      return shares;
    case 'paused':
      return `${shares} Paused: it stays there until somebody resumes it.`;
    case 'done':
      return `${names.challenger} has taken all traffic over from ${names.champion}.`;
    case 'aborted':
      return `${names.challenger} was taken back, ${names.champion} answers alone.${reason === null ? '' : ` ${reason}`}`;
    case 'rolled-back':
      return `${names.challenger} was rolled back.${reason === null ? '' : ` ${reason}`}`;
  }
}

/** What a move did, for the timeline. */
export function moveWords(move: Pick<RolloutMove, 'kind' | 'percent'>, challenger: string): string {
  switch (move.kind) {
    case 'started':
      return `Rollout of ${challenger} started: ${move.percent} % of live traffic`;
    case 'next':
      return `${challenger} takes ${move.percent} % of live traffic`;
    case 'all':
      return `All traffic sent to ${challenger} before its steps were over`;
    case 'paused':
      return `Rollout of ${challenger} paused at ${move.percent} %`;
    case 'resumed':
      return `Rollout of ${challenger} resumed at ${move.percent} %`;
    case 'aborted':
      return `Rollout of ${challenger} aborted: it answers nobody any more`;
    case 'rolled-back':
      return `Rollout of ${challenger} rolled back`;
  }
}

export function isOpen({ status }: Pick<NewestRollout, 'status'>): boolean {
  return status === 'running' || status === 'paused';
}
