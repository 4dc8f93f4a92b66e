export { planRun } from './build-run-plan';
export { fingerprint, type InputHashes, inputHashes, type ParentOutput } from './fingerprint';
export { firstPlanError } from './first-plan-error';
export { isOlderCode, lastResult } from './last-result';
export { missingNeed, missingQueues } from './missing-queues';
export { missingRight, missingRights } from './missing-rights';
export { planOrigin, tableInput } from './plan-origin';
export type { CachedOutputs, Decision, LeftOut, PlanItem, PlanRunOptions, PreviousStep, RunPlan } from './plan-types';
export { rowChoosers } from './row-choosers';
