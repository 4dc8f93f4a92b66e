import { bestFirst, goalOfMetric, stoppedWords } from '@millrace/pipeline-core/search';
import { settingsInWords } from '@millrace/pipeline-core/steps';
import type { Trial } from './use-trials';

/** Number of the trial that the search chose; null where none was judged. */
export function bestTrial(
  trials: readonly Pick<Trial, 'number' | 'metric' | 'metricName' | 'stopped'>[],
): number | null {
  const judged = trials.filter(({ metric }) => metric !== null);
  const [best] = bestFirst(judged, goalOfMetric(judged[0]?.metricName ?? ''));
  return best?.number ?? null;
}

type Tried = Pick<Trial, 'trainer' | 'params'>;

/** The settings of a trial that others of its kind in the search have different. */
export function differingSettings(trials: readonly Tried[], { trainer, params }: Tried): Tried['params'] {
  const own = trials.filter((one) => one.trainer === trainer);
  const differs = (key: string) => new Set(own.map((one) => JSON.stringify(one.params[key]))).size > 1;
  return Object.fromEntries(Object.entries(params).filter(([key]) => differs(key)));
}

/** The same in words: "learning rate 0.05, most leaves 31". */
export function trialWords(trials: readonly Tried[], trial: Tried): string {
  return settingsInWords(trial.trainer, differingSettings(trials, trial));
}

/** The settings of a trial, and that it was stopped early where it was: "deepest level 4; stopped early: worse than …". */
export function withStopped(settings: string, stopped: Trial['stopped']): string {
  const words = stopped === null ? '' : stoppedWords(stopped);
  return [settings, words].filter((part) => part !== '').join('; ');
}

/** A setting in words; numbers that were drawn with as many digits as tell trials apart. */
export function settingText(value: unknown): string {
  if (typeof value === 'number') return String(Number(value.toPrecision(4)));
  return typeof value === 'string' ? value : JSON.stringify(value);
}
