import { metricDirection } from '@millrace/pipeline-core/metrics';
import { isWhole } from '@millrace/pipeline-core/search';
import { settingTitle } from '@millrace/pipeline-core/steps';
import type { Trial } from './use-trials';

/** Number of the trial that the search chose: a whole one, of equal ones the earlier; null where none was judged. */
export function bestTrial(
  trials: readonly Pick<Trial, 'number' | 'metric' | 'metricName' | 'stopped'>[],
): number | null {
  const sign =
    metricDirection(trials.find(({ metricName }) => metricName !== null)?.metricName ?? '') === 'lower' ? 1 : -1;
  let best: { number: number; loss: number } | null = null;
  for (const { number, metric, stopped } of trials) {
    if (isWhole({ stopped }) && metric !== null && (best === null || sign * metric < best.loss))
      best = { number, loss: sign * metric };
  }
  return best?.number ?? null;
}

/** The settings of a trial that others of its search have different: "learning rate 0.05, most leaves 31". */
export function trialWords(
  trials: readonly Pick<Trial, 'params'>[],
  { trainer, params }: Pick<Trial, 'trainer' | 'params'>,
): string {
  const differs = (key: string) => new Set(trials.map((one) => JSON.stringify(one.params[key]))).size > 1;
  return Object.entries(params)
    .filter(([key]) => differs(key))
    .map(([key, value]) => `${settingTitle(trainer, key).toLowerCase()} ${settingText(value)}`)
    .join(', ');
}

/** A setting in words; numbers that were drawn with as many digits as tell trials apart. */
export function settingText(value: unknown): string {
  if (typeof value === 'number') return String(Number(value.toPrecision(4)));
  return typeof value === 'string' ? value : JSON.stringify(value);
}
