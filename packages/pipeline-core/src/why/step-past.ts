import type { ErrorReport } from '../errors';
import type { RunSpec } from '../run/run-spec';
import type { StepEnvironment } from '../run/step-environment';
import type { Column } from '../schema/table-schema';
import type { TableSketch } from '../sketch/table-sketch';

/** A table that a step read. */
export type ReadTable = {
  /** Input port, or the name of the reference. */
  port: string;
  /** What its author calls the step that made it, or what was read: "Join", "orders, batch 7". */
  from: string;
  hash: string;
  rows: number;
  columns: readonly Column[];
  /** Null where none was made. */
  sketch: TableSketch | null;
};

/** A step of the drawing before another, nearest first. */
export type StepBefore = { spec: RunSpec };

/** One execution of one step, as far as it is on record. */
export type StepPast = {
  spec: RunSpec;
  error: ErrorReport | null;
  environment: StepEnvironment | null;
  tables: readonly ReadTable[];
  before: readonly StepBefore[];
};

export type SuspectKind =
  | 'limits'
  | 'code'
  | 'settings'
  | 'columns'
  | 'rows'
  | 'missing'
  | 'values'
  | 'machine'
  | 'upstream';

/** Something that is not as it was when the step last worked. */
export type Suspect = {
  kind: SuspectKind;
  /** One sentence. */
  title: string;
  details: string[];
  /** 0 to 100: how well it explains the error. The scale means nothing beyond the order and the words of `likelihood`. */
  score: number;
};

export type Likelihood = 'likely' | 'possible' | 'unlikely';

export function likelihood({ score }: Pick<Suspect, 'score'>): Likelihood {
  if (score >= 70) return 'likely';
  return score >= 30 ? 'possible' : 'unlikely';
}
