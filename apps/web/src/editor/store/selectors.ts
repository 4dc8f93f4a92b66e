import type { Note, Step } from '@millrace/pipeline-core/document';
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

/** What a port held after the last run it was part of. */
export function outputOf(state: EditorState, step: string, port: string): OutputView | null {
  return state.stepRuns[step]?.outputs[port] ?? null;
}

export function hasUnsaved(state: EditorState): boolean {
  return state.document !== state.saved.document;
}
