export { type ConnectionCheck, checkConnection, checkConnections, outputType } from './check-connections';
export { checkFolds, readsParts } from './check-folds';
export { type CheckedParams, checkParams } from './check-params';
export { checkStructure } from './check-structure';
export { type EffectiveInputs, edgesInto, effectiveInputs, passedInput } from './effective-inputs';
export { type FoldRegion, foldRegions } from './fold-regions';
export { type InferSchemasOptions, inferSchemas, type StepInference } from './infer-schemas';
export { type Issue, issueSchema } from './issue';
export { type FoundLeak, findLeaks, leakRules, rewriteOf, sourceTargets } from './leaks';
export { predictedTask } from './predicted-task';
export { stepTitle } from './step-title';
export { type TargetOrigin, targetOrigin } from './target-origin';
export {
  type Ignored,
  isError,
  issuesOf,
  type ValidateOptions,
  type Validation,
  validatePipeline,
} from './validate-pipeline';
