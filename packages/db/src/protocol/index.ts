export {
  askedToFinish,
  beat,
  cancel,
  collect,
  finish,
  finishWith,
  forget,
  goodbye,
  hello,
  holdPresence,
  lease,
  notify,
  type OpenPart,
  openSearchParts,
  type Queryable,
  reconcile,
  sweepFloor,
} from './calls';
export { checkInvariants, type Violation } from './check-invariants';
export { isConnectionError, isRetryable } from './is-retryable';
export { createListener, type ListenerOptions } from './listener';
export { replayRun } from './replay-run';
export { createSessionLock, type SessionLock } from './session-lock';
export type {
  BeatAnswer,
  EndedStep,
  FinishAnswer,
  HeldStep,
  LeaseAnswer,
  LeasedInput,
  LeasedStep,
  OutputRecord,
  StepOutcome,
  StepResult,
} from './shapes';
export { sqlStatesOf } from './sql-states';
export { type SteadyConnection, type SteadyOptions, steadyConnection } from './steady-connection';
export { readStepContext, type StepContext } from './step-context';
export { isStorableJson, storableJson } from './storable-json';
