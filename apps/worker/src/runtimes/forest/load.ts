import type { RowScorer, StoredModel } from '../model-runtime';
import { decodeForest } from './codec';
import { createForestScorer } from './scorer';
import { forestShap } from './shap';

/** A scorer of stored trees. */
export function loadForest(model: StoredModel): RowScorer {
  const forest = decodeForest(model);
  return { ...createForestScorer(forest, model.features), pathShap: () => forestShap(forest, model.features) };
}
