import type { EndedStep, LeasedStep, OutputRecord } from '@millrace/db/protocol';
import type { ErrorReport } from '@millrace/pipeline-core/errors';
import type { ProjectId } from '@millrace/pipeline-core/ids';
import type { Json, JsonObject } from '@millrace/pipeline-core/json';
import type { RunSpec } from '@millrace/pipeline-core/run';
import type { ChildReply, Point, Progress } from '../child/protocol';
import type { OutsideGrant } from '../outside/outside-grant';

export type LogLevel = 'debug' | 'info' | 'warning' | 'error';

/** A leased step as a handler gets it. `signal` aborts when it shall stop: cancelled, lost, or the worker ends. */
export type StepJob = {
  step: LeasedStep;
  signal: AbortSignal;
  /** Aborts when somebody asked for the best so far. */
  finish: AbortSignal;
  log(level: LogLevel, text: string): void;
  progress(progress: Progress): void;
  /** Keeps values of curves. */
  points(points: readonly Point[]): void;
};

/** What hears of a step while it runs. */
export type StepListener = Pick<StepJob, 'log' | 'progress' | 'points'>;

/** What a handler says about a step. Throwing counts as a failure that another try does not mend. */
export type StepReport =
  | {
      outcome: 'succeeded';
      outputs: OutputRecord[];
      events?: { topic: string; payload: Json }[];
      /** The result may be used again under it. */
      fingerprint?: string;
      /** Steps of its run that need no process either, and end with it. */
      alsoEnds?: EndedStep[];
      /** Called after the commit with the recorded place of each content (null: the result was not accepted). */
      committed?: (places: Record<string, string> | null) => Promise<void>;
    }
  | { outcome: 'cached'; outputs: OutputRecord[] }
  | { outcome: 'parked' }
  | { outcome: 'failed'; error: ErrorReport; retryable: boolean };

/** Executes a leased step. In production this is the child pool; protocol tests bring their own. */
export type StepHandler = (job: StepJob) => Promise<StepReport>;

/** What execution needs of the artifact store. */
export type ArtifactFiles = {
  putFile(path: string): Promise<{ hash: string; bytes: number; location: string }>;
  pathOf(location: string): string;
  remove(location: string): Promise<void>;
  freeBytes(): Promise<number>;
};

/** A step type this worker has an executor for. */
export type StepTypeFacts = {
  type: string;
  version: number;
  /** Deterministic and without effect outside: equal fingerprints may share results. */
  cacheable: boolean;
  /** Never in a child that somebody else uses before or after. */
  ownProcess: boolean;
  /** Runs what an author wrote: it gets copies of its inputs, never links to stored files. */
  foreignCode: boolean;
  /** Makes the same bytes with any number of threads, and takes the cores that nobody else uses. */
  team: boolean;
  /** Learns round by round: it may keep states, and go on from the last one. */
  inRounds?: boolean;
  /** Reads from outside: gets its secret and what it may reach. */
  outside: boolean;
  /** The limit of time that the author of such a step has set, and what running longer is called. */
  ownLimit?(params: JsonObject, title: string): { seconds: number; error: ErrorReport };
};

/**
 * Opens the secret of a step that reads from outside, and writes the events it reads into its folder, right before it is
 * sent to its child.
 */
export type GrantOutside = (of: {
  projectId: ProjectId;
  spec: RunSpec;
  folder: string;
  signal: AbortSignal;
}) => Promise<OutsideGrant>;

/** One call of the data service. The caller owns `folder`. */
export type TaskCall = {
  task: string;
  args: Json;
  folder: string;
  seconds: number;
  megabytes: number;
  signal?: AbortSignal;
  /** In a child that nobody else uses before or after. */
  alone?: boolean;
  /** What running longer is called. */
  lateError?: ErrorReport;
};

export type TaskAnswer = Pick<Extract<ChildReply, { kind: 'done' }>, 'value' | 'outputs'>;
