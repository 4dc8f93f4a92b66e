import type { Catalog, StepType } from '@millrace/pipeline-core/steps';
import { arimaTrainer } from './arima';
import { baselineTrainer } from './baseline';
import { exponentialSmoothingTrainer } from './exponential-smoothing';
import { gradientBoostedTreesTrainer } from './gradient-boosted-trees';
import { linearRegressionTrainer } from './linear-regression';
import { logisticRegressionTrainer } from './logistic-regression';
import { textClassifierTrainer } from './text-classifier';
import type { ParamsOf, Trainer } from './trainer';

/** The trainer of each step type that trains; the test beside it says what is missing. No executor imports it. */
export const trainers = {
  baseline: baselineTrainer,
  'linear-regression': linearRegressionTrainer,
  'logistic-regression': logisticRegressionTrainer,
  'gradient-boosted-trees': gradientBoostedTreesTrainer,
  'text-classifier': textClassifierTrainer,
  'exponential-smoothing': exponentialSmoothingTrainer,
  arima: arimaTrainer,
} satisfies { [T in StepType]?: Trainer<ParamsOf<Catalog[T]> & { target: string }, unknown> };
