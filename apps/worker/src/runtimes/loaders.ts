import { loadBag } from './bagging/load';
import { loadBaseline } from './baseline/runtime';
import { loadBayes } from './bayes/scorer';
import { loadDbscan } from './clusters/dbscan-scorer';
import { loadKMeans } from './clusters/k-means-scorer';
import { loadDenseNet } from './dense-net/scorer';
import { loadForest } from './forest/runtime';
import { loadImageNet } from './image-net/scorer';
import { loadIsolation } from './isolation/scorer';
import { loadLinear } from './linear/linear-runtime';
import { loadLogistic } from './linear/logistic-runtime';
import type { ModelFormat, Scorer, StoredModel } from './model-runtime';
import { loadNeighbours } from './neighbours/scorer';
import { loadOnnx } from './onnx/imported/scorer';
import type { ModelDoors } from './python/ask-python';
import { loadPython } from './python/scorer';
import { loadRecommender } from './recommend/scorer';
import { loadForecast } from './series/scorer';
import { loadTextLinear } from './text/scorer';
import { loadTextNet } from './text-net/scorer';

/**
 * A scorer for each model format, apart from the learning: what only answers with models does not count as changed when
 * learning does (ADR 7).
 */
const loaders = {
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
  onnx: loadOnnx,
  python: loadPython,
} satisfies { [F in ModelFormat]: (model: StoredModel, doors?: ModelDoors) => Scorer | Promise<Scorer> };

/** The scorer of a stored model; throws a PipelineError when its parts do not fit together. */
export function loadScorer(model: StoredModel, doors: ModelDoors = {}): Scorer | Promise<Scorer> {
  const load: (model: StoredModel, doors: ModelDoors) => Scorer | Promise<Scorer> = loaders[model.format];
  return load(model, doors);
}
