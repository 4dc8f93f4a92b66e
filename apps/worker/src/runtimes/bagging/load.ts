import type { RowScorer, StoredModel } from '../model-runtime';
import { decodeBag } from './model';
import { createBagScorer } from './scorer';
import { bagShap } from './shap';

/** A scorer of stored trees. */
export function loadBag(stored: StoredModel): RowScorer {
  const model = decodeBag(stored);
  return { ...createBagScorer(model, stored.features), pathShap: () => bagShap(model, stored.features) };
}
