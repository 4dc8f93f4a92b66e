import type { Outputs } from '../../client/outputs';
import { formatDayTime } from '../../lib/format-date';
import type { NewestRollout } from './rollout-rows';

export type RolloutMove = Outputs['rollouts']['ofEndpoint']['moves'][number];

type Named = Pick<NewestRollout, 'status' | 'step' | 'plan' | 'names' | 'reason'>;

/** Where a rollout under way stands, as a sentence. */
export function rolloutSentence({ status, step, plan, names }: Omit<Named, 'reason'>): string {
  const percent = plan.steps[step]?.percent ?? 0;
  const copied = plan.steps[step]?.shadow;
  const shares = copied === undefined ? shareWords(names, percent) : shadowWords(names, copied);
  return status === 'paused' ? `${shares} Paused: it stays there until somebody resumes it.` : shares;
}

export type Ended = { by: Pick<RolloutMove, 'who' | 'at'> | null; isNewest: boolean };

/** How a rollout ended, when and by whom; once something has moved since, that it is history. */
export function endedSentence({ status, names, reason }: Named, { by, isNewest }: Ended): string {
  const when = by === null ? '' : ` on ${formatDayTime(by.at)}, ${by.who === null ? 'by its rules' : `by ${by.who}`}`;
  const why = reason === null ? '' : ` ${reason}`;
  const since = isNewest ? '' : ' What has happened here since then is on the timeline.';
  const what =
    status === 'done'
      ? `${names.challenger} took all traffic over from ${names.champion}${when}.`
      : `${names.challenger} was ${status === 'aborted' ? 'taken back' : 'rolled back'}${when}: ${names.champion} answered alone from then on.`;
  return `${what}${why}${since}`;
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
