import type { StepContract } from './define-step';
import { decisionTree } from './train/decision-tree';
import { gradientBoostedTrees } from './train/gradient-boosted-trees';
import { imageCnn } from './train/image-cnn';
import { kNearestNeighbours } from './train/k-nearest-neighbours';
import { linearRegression } from './train/linear-regression';
import { logisticRegression } from './train/logistic-regression';
import { mlp } from './train/mlp';
import { naiveBayes } from './train/naive-bayes';
import { randomForest } from './train/random-forest';
import { textClassifier } from './train/text-classifier';

/** Trainers with a space to search, the one that suits most tables first. A test holds it against the catalogue. */
export const searchable = {
  'gradient-boosted-trees': gradientBoostedTrees,
  'random-forest': randomForest,
  'logistic-regression': logisticRegression,
  'linear-regression': linearRegression,
  'k-nearest-neighbours': kNearestNeighbours,
  mlp: mlp,
  'naive-bayes': naiveBayes,
  'decision-tree': decisionTree,
  'text-classifier': textClassifier,
  'image-cnn': imageCnn,
} as const satisfies Record<string, StepContract>;

export type SearchableType = keyof typeof searchable;
export const searchableTypes = Object.keys(searchable) as [SearchableType, ...SearchableType[]]; // keys() forgets the names, and that there are some

/** Titles by type, for a field that asks which one. */
export const searchableTitles: Readonly<Record<string, string>> = Object.fromEntries(
  Object.values(searchable).map(({ type, title }) => [type, title]),
);

/** A trainer of the list, seen as any contract. */
export function searchableContract(type: SearchableType): StepContract {
  return searchable[type];
}
