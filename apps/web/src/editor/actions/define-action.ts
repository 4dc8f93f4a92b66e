import type { RunId, StepId } from '@millrace/pipeline-core/ids';
import type { EditorState, EditorStore } from '../store/editor-store';

export type RunRequest = { target?: StepId; force?: 'all' | StepId[] };
export type Notice = {
  title: string;
  detail?: string;
  tone?: 'info' | 'success' | 'warning' | 'danger';
  action?: { label: string; run: () => void };
};

/** What an action causes outside the store; given by sync/ and canvas/, so that actions can be tested without either. */
export type EditorEffects = {
  newId(): string;
  /** Saves now instead of after the pause. Settles when the server has answered. */
  save(): Promise<void>;
  startRun(request: RunRequest): Promise<void>;
  stopRun(run: RunId): Promise<void>;
  /** Lets a step of a run end soon, with the best it has by then. */
  finishStep(run: RunId, step: StepId): Promise<void>;
  notify(notice: Notice): void;
  copyText(text: string): Promise<void>;
  readText(): Promise<string>;
  /** New places of steps; wrapped into rows that can be read in a window of this size. */
  layout(
    steps: readonly StepId[],
    room?: { width: number; height: number },
  ): Promise<Record<string, { x: number; y: number }>>;
  view: CanvasView;
};

/** The window on the canvas. */
export type CanvasView = {
  /** Shows everything, or what is named, at this zoom or more. */
  fit(ids?: ReadonlySet<string>, least?: number): void;
  zoomBy(factor: number): void;
  zoomTo(zoom: number): void;
  /** Moves a step into view if it is not, and gives it the keyboard unless that belongs elsewhere. */
  reveal(id: string, o?: { keyboard: boolean }): void;
  /** Of the window, in pixels. */
  size(): { width: number; height: number };
  /** The middle of the window, on the canvas. */
  middle(): { x: number; y: number };
  /** Last known place of the pointer on the canvas, else the middle of the window. */
  pointer(): { at: { x: number; y: number }; place: { x: number; y: number } };
};

export type ActionContext = { store: EditorStore; effects: EditorEffects };

/** Where the keys of an action work: on the canvas, anywhere in the editor but not while typing, or always. */
export type KeyScope = 'canvas' | 'editor' | 'anywhere';

/** One verb of the editor, read by menus, the palette, the `?` sheet and the keyboard alike. */
export type EditorAction = {
  id: string;
  label: string;
  group: 'Run' | 'Edit' | 'Steps' | 'Move' | 'View';
  shortcut?: string | readonly string[];
  scope?: KeyScope;
  /** Kept out of the key listener: the browser's own event does it (copy, cut, paste). */
  native?: boolean;
  isEnabled?(state: EditorState): boolean;
  run(context: ActionContext): void | Promise<void>;
};

export function defineAction(action: EditorAction): EditorAction {
  return action;
}
