import type { Right } from '../access/roles';
import type { PipelineDocument } from '../document/pipeline-document';
import type { StepId } from '../ids';
import type { ResolvedReference, RunCopy, RunSpec, RunStep } from '../run/run-spec';
import type { StepStatus } from '../run/step-status';
import type { WorkerSlots } from '../steps/queue-of';
import type { Issue } from '../validate/issue';
import type { InputHashes } from './fingerprint';
import type { Spread } from './spread-of';

/** Artifacts a cached step made. */
export type CachedOutputs = { port: string; hash: string }[];

/** What is known of the last time a step ran, for reasons in words. */
export type PreviousStep = {
  spec: RunSpec;
  status: StepStatus;
  inputs?: InputHashes;
  /** What it made, while all of it is still stored. */
  outputs?: CachedOutputs;
  seconds?: number;
};

export type Decision = 'runs' | 'reused' | 'may-be-reused';

export type PlanItem = {
  step: StepId;
  /** Of a step in a fold region: for which fold; absent for the one on all train rows. */
  fold?: number;
  /** One of the steps that a search consists of: not the step of the drawing itself. */
  inside?: true;
  title: string;
  decision: Decision;
  /** One phrase: "parameter `rounds` changed from 200 to 300". */
  reason: string;
  /**
   * Of a step that runs or may run: what its last run made is there and is what the drawing asks for, made by the code of
   * now or, it or a step before it, by older code. Absent where there is no such result.
   */
  result?: 'current' | 'older-code';
  /** The drawing is as it was the last time up to this step, and other data are read: another batch. */
  newData?: true;
  /** Estimate, from the last time where there was one. 0 when reused. */
  seconds: number;
};

/** A step in the scope of the run that cannot run. */
export type LeftOut = { step: StepId; title: string; reason: string };

export type RunPlan = {
  steps: RunStep[];
  /** Pairs of indexes, parent < child. */
  edges: [number, number][];
  items: PlanItem[];
  leftOut: LeftOut[];
  /** Issues of severity `error` mean: do not start. */
  issues: Issue[];
  /** Which of what runs is done side by side, and over how many workers it goes. */
  spread: Spread[];
  summary: { steps: number; runs: number; reused: number; mayBeReused: number; seconds: number; text: string };
};

export type PlanRunOptions = {
  document: PipelineDocument;
  /** Run to here: this step and what it needs. Everything when absent. */
  targetStep?: StepId;
  /** Run again even where an equal result exists: all steps, or these. */
  force?: 'all' | readonly StepId[];
  /** Hash of the executor's code by step type, as the workers published it. */
  codeHashes: Readonly<Record<string, string>>;
  /** Outside things, by step and name of the contract's `references`. */
  references: Readonly<Record<string, Readonly<Record<string, ResolvedReference>>>>;
  /** Why one of them is not there, in words, by the same names. */
  gone?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Outputs of finished steps with these fingerprints, as far as they are still there. Asked once per level of the graph. */
  lookup(fingerprints: readonly string[]): Promise<ReadonlyMap<string, CachedOutputs>>;
  /** The last time this step, or this copy of it, ran, for reasons in words. */
  previous?(step: StepId, copy: RunCopy): Promise<PreviousStep | null>;
  /** What whoever starts the run may do. */
  may(right: Right): boolean;
  /** Slots of each worker at work. Without one nothing is known of those to come. */
  workers?: readonly WorkerSlots[];
  limits?: { seconds: number; megabytes: number };
};
