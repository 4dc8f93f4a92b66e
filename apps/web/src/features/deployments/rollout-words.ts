import type { Outputs } from '../../client/outputs';
import type { NewestRollout } from './rollout-rows';

export type RolloutMove = Outputs['rollouts']['ofEndpoint']['moves'][number];

type Named = Pick<NewestRollout, 'status' | 'step' | 'plan' | 'names' | 'reason'>;

/** Where a rollout stands, as a sentence. */
export function rolloutSentence({ status, step, plan, names, reason }: Named): string {
  const percent = plan.steps[step]?.percent ?? 0;
  const copied = plan.steps[step]?.shadow;
  const shares = copied === undefined ? shareWords(names, percent) : shadowWords(names, copied);
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

function shareWords({ champion, challenger }: Named['names'], percent: number): string {
  return `${challenger} takes ${percent} % of live traffic; ${champion} keeps ${100 - percent} %.`;
}

function shadowWords({ champion, challenger }: Named['names'], copied: number): string {
  return `Callers see ${champion} only; ${challenger} is in shadow, with a copy of ${copied} % of requests.`;
}

/** Where a release has no share it is in shadow. */
const placeOf = (percent: number) => (percent === 0 ? 'in shadow' : `at ${percent} %`);

/** What a move did, for the timeline. */
export function moveWords(move: Pick<RolloutMove, 'kind' | 'percent'>, challenger: string): string {
  switch (move.kind) {
    case 'started':
      return `Rollout of ${challenger} started: ${move.percent === 0 ? 'in shadow, with copies of requests' : `${move.percent} % of live traffic`}`;
    case 'next':
      return `${challenger} takes ${move.percent} % of live traffic`;
    case 'all':
      return `All traffic sent to ${challenger} before its steps were over`;
    case 'paused':
      return `Rollout of ${challenger} paused ${placeOf(move.percent)}`;
    case 'resumed':
      return `Rollout of ${challenger} resumed ${placeOf(move.percent)}`;
    case 'aborted':
      return `Rollout of ${challenger} aborted: it answers nobody any more`;
    case 'rolled-back':
      return `Rollout of ${challenger} rolled back`;
  }
}

export function isOpen({ status }: Pick<NewestRollout, 'status'>): boolean {
  return status === 'running' || status === 'paused';
}

/** Then the release before answers alone, and there is nothing to roll back: to abort is the way back. */
export function isInShadow({ plan, step }: Pick<NewestRollout, 'plan' | 'step'>): boolean {
  return plan.steps[step]?.shadow !== undefined;
}
