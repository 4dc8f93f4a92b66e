import type { ErrorReport } from '@millrace/pipeline-core/errors';
import type { RunId, StepId } from '@millrace/pipeline-core/ids';
import type { PlanItem, RunPlan } from '@millrace/pipeline-core/plan';
import type { RunStatus, StepStatus } from '@millrace/pipeline-core/run';
import type { TableSchema } from '@millrace/pipeline-core/schema';
import type { StateCreator } from 'zustand/vanilla';

/** What a port holds after a run. */
export type OutputView = {
  hash: string;
  kind: string;
  /** Shape and columns of a table, from its meta. */
  table?: {
    rows: number;
    columns: TableSchema['columns'] /** Rows are marked train, validation, test. */;
    split: boolean;
  };
};

/** How a step went the last time it was part of a run. */
export type StepRunView = {
  run: RunId;
  runNumber: number;
  idx: number;
  status: StepStatus;
  error: ErrorReport | null;
  seconds: number | null;
  finishedAt: number | null;
  /** In a fold region: its copies by fold. State, error and log are those of the worst; outputs of the one on all train rows. */
  folds?: readonly { idx: number; status: StepStatus }[];
  /** Somebody asked it to end with the best so far. */
  early?: true;
  /** Of a search: how far its trials are. */
  search?: SearchView;
  outputs: Readonly<Record<string, OutputView>>;
};

/** Trials that have ended, those of them that failed or fitted nothing, and the best figure so far. */
export type SearchView = {
  done: number;
  /** Of the kinds of models that suit the target and the rows; `atMost`: of some that is not known yet. */
  total: number;
  atMost: boolean;
  failed: number;
  skipped: number;
  best: { metric: string; value: number } | null;
  /** When no trial begins any more, in milliseconds since 1970; null: all are done. */
  until: number | null;
};

export type StepProgress = {
  done: number;
  total: number;
  label?: string | undefined;
  metrics?: Record<string, number> | undefined;
};

export type RunView = {
  id: RunId;
  number: number;
  status: RunStatus;
  steps: number;
  finished: number;
  startedAt: number;
  /** What came of it; null while it goes on. */
  end: RunEnd | null;
};

export type RunEnd = {
  seconds: number | null;
  /** It trained models, so there is something to compare. */
  candidates: boolean;
  /** The first step that failed. */
  failed: { step: StepId; title: string } | null;
};

export type PlanView = Pick<RunPlan, 'leftOut' | 'summary' | 'issues' | 'spread'> & {
  items: readonly PlanItem[];
  byStep: ReadonlyMap<string, PlanItem>;
  /** Revision of the draft the plan was made for. */
  revision: number;
};

export type RunOverlaySlice = {
  /** Whether it is known what has run: until then no step is said not to have run. */
  runsRead: boolean;
  run: RunView | null;
  stepRuns: Readonly<Record<string, StepRunView>>;
  progress: Readonly<Record<string, StepProgress>>;
  /** What the steps that wait for a worker are behind, in words; null where that is not known, or nothing is. */
  behind: string | null;
  plan: PlanView | null;
  /** Why there is no plan, once asking for one has failed. */
  planError: string | null;
  /** Counts requests for a plan by hand: each asks again. */
  planAsked: number;
  takeRun(run: RunView, steps: Readonly<Record<string, StepRunView>>): void;
  /** Steps that the shown run does not hold, as an earlier run left them. */
  takeOlderSteps(steps: Readonly<Record<string, StepRunView>>): void;
  /** There is no run to show. */
  takeNoRun(): void;
  takeProgress(progress: Readonly<Record<string, StepProgress>>): void;
  takeBehind(behind: string | null): void;
  takePlan(plan: PlanView | null, error?: string): void;
  askPlan(): void;
  /** Nothing of the runs shown so far: another one was asked for. */
  forgetRuns(): void;
};

/** What the workers say, keyed by step, so that progress never passes through the drawing. */
export const runOverlaySlice: StateCreator<RunOverlaySlice> = (set) => ({
  runsRead: false,
  run: null,
  stepRuns: {},
  progress: {},
  behind: null,
  plan: null,
  planError: null,
  planAsked: 0,
  takeRun: (run, steps) =>
    set((state) => ({ runsRead: true, run, stepRuns: { ...state.stepRuns, ...keepEqual(state.stepRuns, steps) } })),
  takeOlderSteps: (steps) => set((state) => ({ stepRuns: { ...steps, ...state.stepRuns } })),
  takeNoRun: () => set({ runsRead: true }),
  takeProgress: (progress) => set({ progress }),
  takeBehind: (behind) => set({ behind }),
  takePlan: (plan, error) => set({ plan, planError: error ?? null }),
  askPlan: () => set((state) => ({ plan: null, planError: null, planAsked: state.planAsked + 1 })),
  forgetRuns: () => set({ runsRead: false, run: null, stepRuns: {}, progress: {} }),
});

/** Steps whose view says the same keep their object, so that their nodes are not drawn again. */
function keepEqual(
  before: Readonly<Record<string, StepRunView>>,
  after: Readonly<Record<string, StepRunView>>,
): Record<string, StepRunView> {
  return Object.fromEntries(
    Object.entries(after).map(([id, view]) => {
      const old = before[id];
      return [id, old !== undefined && JSON.stringify(old) === JSON.stringify(view) ? old : view];
    }),
  );
}
