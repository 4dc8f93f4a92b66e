import { percentText } from '@millrace/pipeline-core/percent';
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

/** What aborting it does at once. */
export function abortEffect({ step, plan, names }: Pick<Named, 'step' | 'plan' | 'names'>): string {
  const { champion, challenger } = names;
  return plan.steps[step]?.shadow === undefined
    ? `${champion} answers all requests again, at once; ${challenger} answers nobody. Deploying ${challenger} once more begins with its checks.`
    : `${challenger} gets no copies any more, at once; callers notice nothing. Deploying ${challenger} once more begins with its checks.`;
}

/** In the heading of the page, which says neither shares nor state: those are in the panel, and change while one looks. */
export function underWayWords({ names }: Pick<Named, 'names'>): string {
  return `A rollout of ${names.challenger} is under way.`;
}

export type Ended = { by: Pick<RolloutMove, 'who' | 'at'> | null; isNewest: boolean };

/** How a rollout ended, when and by whom; once something has moved since, that it is history. */
export function endedSentence({ status, names, reason }: Named, { by, isNewest }: Ended): string {
  const when = by === null ? '' : ` on ${formatDayTime(by.at)}`;
  const why = reason === null ? '' : ` ${reason}`;
  const since = isNewest ? '' : ' What has happened here since then is on the timeline.';
  const what =
    status === 'done'
      ? `${names.challenger} took all traffic over from ${names.champion}${when}.`
      : `${takenBackWords({ status, names }, by)}${when}: ${names.champion} answered alone from then on.`;
  return `${what}${why}${since}`;
}

/** Who ended it is not known where its last move is not kept. */
function takenBackWords({ status, names }: Pick<Named, 'status' | 'names'>, by: Ended['by']): string {
  const aborted = status === 'aborted';
  if (by === null) return `The rollout of ${names.challenger} was ${aborted ? 'aborted' : 'rolled back'}`;
  return `${by.who ?? 'Its own rules'} ${aborted ? 'aborted the rollout of' : 'rolled back from'} ${names.challenger}`;
}

function shareWords({ champion, challenger }: Named['names'], percent: number): string {
  return `${challenger} takes ${percentText(percent)} of live traffic; ${champion} keeps ${percentText(100 - percent)}.`;
}

function shadowWords({ champion, challenger }: Named['names'], copied: number): string {
  return `Callers see ${champion} only; ${challenger} is in shadow, with a copy of ${percentText(copied)} of requests.`;
}

/** Where a release has no share it is in shadow. */
const placeOf = (percent: number) => (percent === 0 ? 'in shadow' : `at ${percentText(percent)}`);

/** What a deployment has started or ended, below its own title. */
export function startWords({ kind, percent }: Pick<RolloutMove, 'kind' | 'percent'>): string {
  if (kind === 'rolled-back') return 'The rollout before it counts as rolled back.';
  return percent === 0
    ? 'Its rollout began in shadow, with copies of requests.'
    : `Its rollout began with ${percentText(percent)} of live traffic.`;
}

/** Who did what with a rollout, for the timeline. */
export function moveWords({ kind, percent, who }: Pick<RolloutMove, 'kind' | 'percent' | 'who'>, of: string): string {
  const by = who ?? 'The rollout itself';
  switch (kind) {
    case 'started':
      return `${by} started the rollout of ${of}: ${percent === 0 ? 'in shadow, with copies of requests' : `${percentText(percent)} of live traffic`}`;
    case 'next':
      return `${by} gave ${of} ${percentText(percent)} of live traffic`;
    case 'all':
      return `${by} sent all traffic to ${of} before its steps were over`;
    case 'paused':
      return `${by} paused the rollout of ${of} ${placeOf(percent)}`;
    case 'resumed':
      return `${by} resumed the rollout of ${of} ${placeOf(percent)}`;
    case 'aborted':
      return `${who ?? 'Its own rules'} aborted the rollout of ${of}: it answers nobody any more`;
    case 'rolled-back':
      return `${by} rolled back from ${of}`;
  }
}

export function isOpen({ status }: Pick<NewestRollout, 'status'>): boolean {
  return status === 'running' || status === 'paused';
}
