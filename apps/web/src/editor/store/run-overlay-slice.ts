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
  /** Of a search: how far its trials are. */
  search?: SearchView;
  outputs: Readonly<Record<string, OutputView>>;
};

/** Trials that have ended, those of them that failed, and the best figure so far. */
export type SearchView = {
  done: number;
  total: number;
  failed: number;
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

export type PlanView = Pick<RunPlan, 'leftOut' | 'summary' | 'issues'> & {
  items: readonly PlanItem[];
  byStep: ReadonlyMap<string, PlanItem>;
  /** Revision of the draft the plan was made for. */
  revision: number;
};

export type RunOverlaySlice = {
  run: RunView | null;
  stepRuns: Readonly<Record<string, StepRunView>>;
  progress: Readonly<Record<string, StepProgress>>;
  plan: PlanView | null;
  /** Why there is no plan, once asking for one has failed. */
  planError: string | null;
  /** Counts requests for a plan by hand: each asks again. */
  planAsked: number;
  takeRun(run: RunView, steps: Readonly<Record<string, StepRunView>>): void;
  takeProgress(progress: Readonly<Record<string, StepProgress>>): void;
  takePlan(plan: PlanView | null, error?: string): void;
  askPlan(): void;
  /** Nothing of the runs shown so far: another one was asked for. */
  forgetRuns(): void;
};

/** What the workers say, keyed by step, so that progress never passes through the drawing. */
export const runOverlaySlice: StateCreator<RunOverlaySlice> = (set) => ({
  run: null,
  stepRuns: {},
  progress: {},
  plan: null,
  planError: null,
  planAsked: 0,
  takeRun: (run, steps) =>
    set((state) => ({ run, stepRuns: { ...state.stepRuns, ...keepEqual(state.stepRuns, steps) } })),
  takeProgress: (progress) => set({ progress }),
  takePlan: (plan, error) => set({ plan, planError: error ?? null }),
  askPlan: () => set((state) => ({ plan: null, planError: null, planAsked: state.planAsked + 1 })),
  forgetRuns: () => set({ run: null, stepRuns: {}, progress: {} }),
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
