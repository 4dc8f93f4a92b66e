import type { Catalog, StepType } from '@millrace/pipeline-core/steps';
import { arimaTrainer } from './arima';
import { baselineTrainer } from './baseline';
import { dbscanTrainer } from './dbscan';
import { decisionTreeTrainer } from './decision-tree';
import { exponentialSmoothingTrainer } from './exponential-smoothing';
import { gradientBoostedTreesTrainer } from './gradient-boosted-trees';
import { imageCnnTrainer } from './image-cnn';
import { isolationForestTrainer } from './isolation-forest';
import { kMeansTrainer } from './k-means';
import { kNearestNeighboursTrainer } from './k-nearest-neighbours';
import { linearRegressionTrainer } from './linear-regression';
import { logisticRegressionTrainer } from './logistic-regression';
import { mlpTrainer } from './mlp';
import { naiveBayesTrainer } from './naive-bayes';
import { randomForestTrainer } from './random-forest';
import { recommenderTrainer } from './recommender';
import { textClassifierTrainer } from './text-classifier';
import type { ParamsOf, Trainer } from './trainer';
import type { UnlabelledTrainer } from './unlabelled-trainer';

/** The trainer of each step type that trains; the test beside it says what is missing. No executor imports it. */
export const trainers = {
  baseline: baselineTrainer,
  'linear-regression': linearRegressionTrainer,
  'logistic-regression': logisticRegressionTrainer,
  'gradient-boosted-trees': gradientBoostedTreesTrainer,
  'random-forest': randomForestTrainer,
  'decision-tree': decisionTreeTrainer,
  'naive-bayes': naiveBayesTrainer,
  'k-nearest-neighbours': kNearestNeighboursTrainer,
  'k-means': kMeansTrainer,
  dbscan: dbscanTrainer,
  'isolation-forest': isolationForestTrainer,
  'text-classifier': textClassifierTrainer,
  'exponential-smoothing': exponentialSmoothingTrainer,
  arima: arimaTrainer,
  mlp: mlpTrainer,
  recommender: recommenderTrainer,
  'image-cnn': imageCnnTrainer,
} satisfies {
  [T in StepType]?:
    | Trainer<ParamsOf<Catalog[T]> & { target: string }, unknown>
    | UnlabelledTrainer<ParamsOf<Catalog[T]> & object, unknown>;
};
