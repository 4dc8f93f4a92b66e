import { type BaselineParams, baselineParamsSchema } from './baseline/params';
import { baselineRuntime } from './baseline/runtime';
import { type ForestParams, forestParamsSchema } from './forest/params';
import { forestRuntime } from './forest/runtime';
import { linearRuntime } from './linear/linear-runtime';
import { logisticRuntime } from './linear/logistic-runtime';
import { type LinearParams, type LogisticParams, linearParamsSchema, logisticParamsSchema } from './linear/params';
import type { ModelFormat, ModelRuntime } from './model-runtime';
import { arimaRuntime } from './series/arima/arima-runtime';
import { type ArimaParams, arimaParamsSchema, type SmoothingParams, smoothingParamsSchema } from './series/params';
import { smoothingRuntime } from './series/smoothing-runtime';
import { type TextLinearParams, textLinearParamsSchema } from './text/params';
import { textLinearRuntime } from './text/text-runtime';

export type {
  BlockScorer,
  Checkpoint,
  Device,
  FeatureColumn,
  FeatureImportance,
  FeatureSpec,
  FitContext,
  FitPoint,
  FitProgress,
  FittedModel,
  ModelFormat,
  ModelRuntime,
  RowScorer,
  RuntimeFacts,
  Scorer,
  StoredModel,
  TargetColumn,
  Task,
  TrainingRows,
} from './model-runtime';
export { plainFitContext } from './plain-fit-context';
export {
  arimaParamsSchema,
  baselineParamsSchema,
  forestParamsSchema,
  linearParamsSchema,
  logisticParamsSchema,
  smoothingParamsSchema,
  textLinearParamsSchema,
};

/** Settings per model format. */
export type RuntimeParams = {
  baseline: BaselineParams;
  linear: LinearParams;
  logistic: LogisticParams;
  'tree-ensemble': ForestParams;
  'text-linear': TextLinearParams;
  'exponential-smoothing': SmoothingParams;
  arima: ArimaParams;
};

/** Every model format has one runtime; a format without one does not compile. */
export const runtimes = {
  baseline: baselineRuntime,
  linear: linearRuntime,
  logistic: logisticRuntime,
  'tree-ensemble': forestRuntime,
  'text-linear': textLinearRuntime,
  'exponential-smoothing': smoothingRuntime,
  arima: arimaRuntime,
} satisfies { [F in ModelFormat]: ModelRuntime<RuntimeParams[F]> };
