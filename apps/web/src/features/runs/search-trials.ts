import { metricLabel } from '@millrace/pipeline-core/metrics';
import type { SearchReport } from '@millrace/pipeline-core/search';
import { settingTitle } from '@millrace/pipeline-core/steps';
import { formatCount, formatPercent } from '../../lib/format-number';
import { unfittedWords, unsuitedKinds } from './trial-counts';
import { endedLines, type TrialLine } from './trial-lines';

/** What a search that has ended stored of its trials, for reading. */
export type SearchTrials = { caption: string; metric: string; lines: TrialLine[]; several: boolean };

/** Every trial, the best first, those without a figure last with the reason; and what made the difference. */
export function searchTrials({ trainer, metric, rows, trials, importance }: SearchReport): SearchTrials {
  const unsuited = unsuitedKinds(trials);
  const counted = trials.filter((trial) => !unsuited.has(trial.trainer));
  const judged = counted.filter(({ state }) => state === 'done').length;
  const shares = importance
    .filter(({ share }) => share >= 0.05)
    .map(({ name, share }) => `${settingTitle(trainer, name).toLowerCase()} (${formatPercent(share)})`);
  const what = shares.length === 0 ? '' : ` What differs comes from ${shares.join(', ')}.`;
  return {
    caption: `${judged} of ${formatCount(counted.length, 'trial')} judged by ${metricLabel(metric)} on ${formatCount(rows, 'row')}.${unfittedWords(trials)}${what}`,
    metric,
    lines: endedLines(trials, metric),
    several: new Set(trials.map((trial) => trial.trainer)).size > 1,
  };
}
