import { z } from 'zod';
import { type SearchMetric, searchMetricSchema } from '../../search/outcome';
import { param } from '../param';

/** Metrics of a search in words. */
export const searchMetricTitles: Readonly<Record<SearchMetric, string>> = {
  auto: 'Automatic',
  auc: 'ROC AUC',
  accuracy: 'Accuracy',
  f1: 'F1',
  f1Macro: 'F1, mean of classes',
  logLoss: 'Log loss',
  r2: 'R²',
  rmse: 'Root mean squared error',
  mae: 'Mean absolute error',
};

export function searchMetricParam() {
  return param(searchMetricSchema.default('auto'), { title: 'Metric', labels: searchMetricTitles });
}

/** Minutes that a search may take. */
export function minutesParam(initial: number | null) {
  return param(z.number().positive().max(10_080).nullable().default(initial), {
    title: 'Most minutes',
    description:
      'No trial begins later. Those at work that learn in rounds then hand on the best they have, others are stopped as soon as one trial is done. Then the best are compared. Empty: all are done.',
    unit: 'min',
  });
}

export function stopPoorParam(showWhen?: { param: string; is: readonly string[] }) {
  return param(z.boolean().default(false), {
    title: 'Stop poor trials early',
    description:
      'A trial that is worse than the median of the whole trials before it, at the same step of their curves, stops and is judged as it is. Not before five whole trials of the same kind of model, nor in the first third of their length; of models that report a validation curve while they learn.',
    advanced: true,
    ...(showWhen === undefined ? {} : { showWhen }),
  });
}

/** "30 trials, at most 10 min". */
export function budgetText(trials: string, minutes: number | null): string {
  return minutes === null ? trials : `${trials}, at most ${minutes} min`;
}
