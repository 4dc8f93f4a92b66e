import type { Note, Step } from '@millrace/pipeline-core/document';
import type { StepId } from '@millrace/pipeline-core/ids';
import { findContract } from '@millrace/pipeline-core/steps';
import { isError, stepTitle, targetOrigin } from '@millrace/pipeline-core/validate';
import { type ShownState, viewStep } from '../drawing/step-view';
import type { EditorState } from './editor-store';
import type { OutputView } from './run-overlay-slice';

/** The one chosen step; null when none or several are. */
export function selectedStep(state: EditorState): Step | null {
  if (state.selection.size !== 1) return null;
  const [id = ''] = state.selection;
  return state.document.steps[id] ?? null;
}

/** The one chosen note; null when none or several things are. */
export function selectedNote(state: EditorState): Note | null {
  if (state.selection.size !== 1) return null;
  const [id = ''] = state.selection;
  return state.document.notes[id] ?? null;
}

/** One thing of the canvas at a time is in the tab order: the step or note in focus, else the first step, else the first note. */
export function isTabStop({ focused, document: { steps, notes } }: EditorState, id: string): boolean {
  if (focused !== null && (steps[focused] ?? notes[focused]) !== undefined) return focused === id;
  for (const first in steps) return first === id;
  for (const first in notes) return first === id;
  return false;
}

/** Chosen steps that are still there. */
export function selectedSteps(state: EditorState): Step[] {
  return [...state.selection].flatMap((id) => state.document.steps[id] ?? []);
}

/** True while the run that is going on holds this step. */
export function isLive(state: EditorState, step: string): boolean {
  const view = state.stepRuns[step];
  return view !== undefined && state.run?.status === 'running' && state.run.id === view.run;
}

/** True when a run as planned now would not hold this step. */
export function isLeftOut({ plan }: EditorState, step: string): boolean {
  return plan !== null && !plan.byStep.has(step);
}

/** State of a step as its node shows it; null for a step that is gone. */
export function shownStateOf(state: EditorState, id: string): ShownState | null {
  const step = state.document.steps[id];
  if (step === undefined) return null;
  return viewStep({
    step,
    blockedBy: state.blockedBy[id],
    issues: state.issuesByStep[id] ?? [],
    run: state.stepRuns[id],
    live: isLive(state, id),
    progress: state.progress[id],
    plan: state.plan?.byStep.get(id),
    leftOut: isLeftOut(state, id),
    behind: state.behind,
    runsRead: state.runsRead,
  }).state;
}

/** Whether the last run of a step failed and nothing that was changed since has mended it. */
export function hasFailed(state: EditorState, id: string): boolean {
  return state.stepRuns[id]?.status === 'failed' && shownStateOf(state, id) === 'failed';
}

/** "churn (from Split rows)": the marked target that arrives at a step, and where it was chosen; null where none does. */
export function markedTarget({ document, inferences }: EditorState, id: StepId): string | null {
  const origin = targetOrigin({ document, schemas: inferences }, id);
  const from = origin === null ? undefined : document.steps[origin.step];
  return origin === null || from === undefined ? null : `${origin.column} (from ${stepTitle(from)})`;
}

/** What a port held after the last run it was part of. */
export function outputOf(state: EditorState, step: string, port: string): OutputView | null {
  return state.stepRuns[step]?.outputs[port] ?? null;
}

/** Whether there is a step that could run. */
export function hasSteps({ document }: EditorState): boolean {
  return Object.values(document.steps).some(({ disabled }) => !disabled);
}

/** True when a run of the drawing as it is would find every result there already. */
export function isUpToDate(state: EditorState): boolean {
  const { plan, saved, issues } = state;
  if (plan === null || plan.revision !== saved.revision || hasUnsaved(state) || issues.some(isError)) return false;
  return plan.summary.steps > 0 && plan.summary.runs + plan.summary.mayBeReused === 0;
}

/**
 * True when a run would only do again what was done: steps that act outside or look again each time, and whose last result
 * is that of the drawing as it is.
 */
export function onlyRepeats({ plan, document }: EditorState): boolean {
  if (plan === null) return false;
  const open = [...plan.byStep.values()].filter(({ decision }) => decision !== 'reused');
  return (
    open.length > 0 && open.every(({ step, result }) => result === 'current' && isNeverReused(document.steps[step]))
  );
}

function isNeverReused(step: Step | undefined): boolean {
  const flags = findContract(step?.type ?? '')?.flags;
  return flags?.effect === true || flags?.deterministic !== true;
}

export function hasUnsaved(state: EditorState): boolean {
  return state.document !== state.saved.document;
}
