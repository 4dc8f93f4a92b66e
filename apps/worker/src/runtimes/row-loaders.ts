import { type ForeignFormat, isForeign } from '@millrace/pipeline-core/release';
import { loadBag } from './bagging/load';
import { loadBaseline } from './baseline/runtime';
import { loadBayes } from './bayes/scorer';
import { loadDbscan } from './clusters/dbscan-scorer';
import { loadKMeans } from './clusters/k-means-scorer';
import { loadDenseNet } from './dense-net/scorer';
import { loadForest } from './forest/load';
import { loadImageNet } from './image-net/scorer';
import { loadIsolation } from './isolation/scorer';
import { loadLinear } from './linear/linear-runtime';
import { loadLogistic } from './linear/logistic-runtime';
import type { ModelFormat, RowScorer, StoredModel } from './model-runtime';
import { loadNeighbours } from './neighbours/scorer';
import { loadRecommender } from './recommend/scorer';
import { loadForecast } from './series/scorer';
import { loadTextLinear } from './text/scorer';
import { loadTextNet } from './text-net/scorer';

/**
 * A scorer for each format that answers one row at once, in plain typed-array code that needs nothing of Node: servers and
 * browsers answer by the same numbers.
 */
export const rowLoaders = {
  baseline: loadBaseline,
  linear: loadLinear,
  logistic: loadLogistic,
  'tree-ensemble': loadForest,
  'random-forest': loadBag,
  'decision-tree': loadBag,
  'naive-bayes': loadBayes,
  neighbours: loadNeighbours,
  'k-means': loadKMeans,
  dbscan: loadDbscan,
  'isolation-forest': loadIsolation,
  'text-linear': loadTextLinear,
  'exponential-smoothing': loadForecast,
  arima: loadForecast,
  'dense-net': loadDenseNet,
  recommender: loadRecommender,
  'image-net': loadImageNet,
  'text-net': loadTextNet,
} satisfies { [F in Exclude<ModelFormat, ForeignFormat>]: (model: StoredModel) => RowScorer };

/** The scorer of a stored model, null where others made it: that is asked through another program. Throws a PipelineError when its parts do not fit. */
export function loadRowScorer(model: StoredModel): RowScorer | null {
  const { format } = model;
  return isForeign(format) ? null : rowLoaders[format](model);
}
