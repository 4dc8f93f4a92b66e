export { countDrawnSteps, type StepCounts } from './count-drawn-steps';
export { type Reduced, reduceRun } from './reduce-run';
export { type RunEvent, runEventSchema, type StepEventKind } from './run-event';
export {
  type BatchesRead,
  batchesReadSchema,
  batchReadSchema,
  copyKey,
  isDrawn,
  type Queue,
  queueSchema,
  type ResolvedReference,
  type RunCopy,
  type RunInput,
  type RunSpec,
  type RunStep,
  resolvedReferenceSchema,
  runInputSchema,
  runSpecSchema,
  runStepSchema,
} from './run-spec';
export { initialRunState, isFinal, type RunState, type StepState } from './run-state';
export { environmentLine, readEnvironmentLine, type StepEnvironment, stepEnvironmentSchema } from './step-environment';
export { parseStepRunId, type StepRunKey, stepRunId } from './step-run-id';
export {
  type RunStatus,
  runStatuses,
  runStatusSchema,
  type StepStatus,
  stepStatuses,
  stepStatusSchema,
} from './step-status';
