import { loadBaseline } from './baseline/runtime';
import { loadForest } from './forest/runtime';
import { loadLinear } from './linear/linear-runtime';
import { loadLogistic } from './linear/logistic-runtime';
import type { ModelFormat, Scorer, StoredModel } from './model-runtime';
import { loadForecast } from './series/scorer';
import { loadTextLinear } from './text/scorer';

/**
 * A scorer for each model format, apart from the learning: what only answers with models does not count as changed when
 * learning does (ADR 7).
 */
const loaders = {
  baseline: loadBaseline,
  linear: loadLinear,
  logistic: loadLogistic,
  'tree-ensemble': loadForest,
  'text-linear': loadTextLinear,
  'exponential-smoothing': loadForecast,
  arima: loadForecast,
} satisfies { [F in ModelFormat]: (model: StoredModel) => Scorer | Promise<Scorer> };

/** The scorer of a stored model; throws a PipelineError when its parts do not fit together. */
export function loadScorer(model: StoredModel): Scorer | Promise<Scorer> {
  return loaders[model.format](model);
}
