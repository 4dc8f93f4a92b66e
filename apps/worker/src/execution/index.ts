export { createChildPool } from './child-pool';
export type {
  ArtifactFiles,
  GrantOutside,
  StepHandler,
  StepJob,
  StepReport,
  StepTypeFacts,
  TaskAnswer,
  TaskCall,
} from './interfaces';
export { defaultSettings, type ExecutionSettings } from './settings';
export { type Execution, type ExecutionOptions, type ExecutionStatus, startExecution } from './start-execution';
export { type Leasing, type LeasingOptions, startLeasing } from './start-leasing';
export { stepTypeFacts } from './step-type-facts';
export type { WorkerFacts } from './worker-card';
export { makeWorkerFolder } from './worker-folder';
